namespace Empo.Stages.Artifacts;

/// <summary>What a policy made of one held-out question: a row of <c>evaluation.parquet</c>.</summary>
internal sealed record EvaluationRow
{
    public required string QuestionId { get; init; }

    public required string Question { get; init; }

    /// <summary>The correct answer; null where none is known, and then every verdict is.</summary>
    public required string? Answer { get; init; }

    /// <summary>The response at temperature 0.</summary>
    public required string GreedyText { get; init; }

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

    /// <summary>Share of the samples that are correct; null where no answer is known.</summary>
    public double? Accuracy => Correct / (double)Samples;

    /// <summary>The first few sampled responses.</summary>
    public required IReadOnlyList<string> SampledTexts { get; init; }

    /// <summary>Reads every such file.</summary>
    public static ArtifactSchema<EvaluationRow> Schema { get; } = new("evaluation", Columns(labelled: false), Create);

    private static ArtifactSchema<EvaluationRow> Labelled { get; } = new("evaluation", Columns(labelled: true), Create);

    /// <summary>How rows are written: where each question has an answer, no column of verdicts admits a null.</summary>
    public static ArtifactSchema<EvaluationRow> SchemaOf(IReadOnlyList<EvaluationRow> rows) =>
        rows.All(row => row.Answer is not null) ? Labelled : Schema;

    private static ColumnList<EvaluationRow> Columns(bool labelled)
    {
        var columns = new ColumnList<EvaluationRow>().Text("question_id", row => row.QuestionId);
        columns = (
            labelled
                ? columns.Flag("greedy_correct", row => row.GreedyCorrect!.Value)
                : columns.OptionalFlag("greedy_correct", row => row.GreedyCorrect)
        ).Integer("samples", row => row.Samples);
        columns = (
            labelled ? columns.Integer("correct", row => row.Correct!.Value) : columns.OptionalInteger("correct", row => row.Correct)
        )
            .Integer("clusters", row => row.Clusters)
            .Number("semantic_entropy", row => row.SemanticEntropy)
            .Number("first_half_entropy", row => row.FirstHalfEntropy);
        columns = (
            labelled
                ? columns.Number("second_half_accuracy", row => row.SecondHalfAccuracy!.Value)
                : columns.OptionalNumber("second_half_accuracy", row => row.SecondHalfAccuracy)
        )
            .Number("response_length", row => row.ResponseLength)
            .Number("no_answer_share", row => row.NoAnswerShare)
            .Number("marker_share", row => row.MarkerShare)
            .OptionalText("majority_answer", row => row.MajorityAnswer);
        columns = labelled ? columns.Text("answer", row => row.Answer!) : columns.OptionalText("answer", row => row.Answer);
        return columns
            .Text("question", row => row.Question)
            .Text("greedy_text", row => row.GreedyText)
            .Texts("sampled_texts", row => row.SampledTexts);
    }

    private static EvaluationRow Create(ParquetRow row) => new()
    {
        QuestionId = row.Text("question_id"),
        GreedyCorrect = row.OptionalFlag("greedy_correct"),
        Samples = row.Integer("samples"),
        Correct = row.OptionalInteger("correct"),
        Clusters = row.Integer("clusters"),
        SemanticEntropy = row.Number("semantic_entropy"),
        FirstHalfEntropy = row.Number("first_half_entropy"),
        SecondHalfAccuracy = row.OptionalNumber("second_half_accuracy"),
        ResponseLength = row.Number("response_length"),
        NoAnswerShare = row.Number("no_answer_share"),
        MarkerShare = row.Number("marker_share"),
        MajorityAnswer = row.OptionalText("majority_answer"),
        Answer = row.OptionalText("answer"),
        Question = row.Text("question"),
        GreedyText = row.Text("greedy_text"),
        SampledTexts = row.Texts("sampled_texts"),
    };
}
