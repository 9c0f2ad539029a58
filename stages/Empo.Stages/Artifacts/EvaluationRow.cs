namespace Empo.Stages.Artifacts;

/// <summary>A policy's result on one held-out question: a row of <c>evaluation.parquet</c>.</summary>
internal sealed record EvaluationRow
{
    public required string QuestionId { get; init; }

    public required bool? GreedyCorrect { get; init; }

    /// <summary>Number of sampled responses n.</summary>
    public required int Samples { get; init; }

    /// <summary>How many of them are correct.</summary>
    public required int? Correct { get; init; }

    public required int Clusters { get; init; }

    /// <summary>Semantic entropy of all n samples in nats.</summary>
    public required double SemanticEntropy { get; init; }

    /// <summary>Semantic entropy of the first half of the samples in nats.</summary>
    public required double FirstHalfEntropy { get; init; }

    /// <summary>Share of correct answers in the second half of the samples.</summary>
    public required double? SecondHalfAccuracy { get; init; }

    /// <summary>Mean number of tokens of a sample.</summary>
    public required double ResponseLength { get; init; }

    public required double NoAnswerShare { get; init; }

    /// <summary>Share of samples that contain the marker text; 0 where none is set.</summary>
    public required double MarkerShare { get; init; }

    public string? MajorityAnswer { get; init; }

    /// <summary>The correct answer; null where it is unknown, and then every verdict is null too.</summary>
    public required string? Answer { get; init; }

    public required string Question { get; init; }

    /// <summary>The response at temperature 0.</summary>
    public required string GreedyText { get; init; }

    /// <summary>The first few sampled responses.</summary>
    public required IReadOnlyList<string> SampledTexts { get; init; }

    /// <summary>Share of the samples that are correct; null where no answer is known.</summary>
    public double? Accuracy => Correct / (double)Samples;

    /// <summary>Reads every such file.</summary>
    public static ArtifactSchema<EvaluationRow> Schema { get; } = new("evaluation");

    private static ArtifactSchema<EvaluationRow> Labelled { get; } = new(
        "evaluation",
        present: [nameof(GreedyCorrect), nameof(Correct), nameof(SecondHalfAccuracy), nameof(Answer)]
    );

    /// <summary>The schema for writing: where each question has an answer, no column of verdicts allows a null.</summary>
    public static ArtifactSchema<EvaluationRow> SchemaOf(IReadOnlyList<EvaluationRow> rows) =>
        rows.All(row => row.Answer is not null) ? Labelled : Schema;
}
