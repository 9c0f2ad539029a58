namespace Empo.Stages.Artifacts;

/// <summary>What a policy made of one held-out question: a row of <c>evaluation.parquet</c>.</summary>
internal sealed record EvaluationRow
{
    public required string QuestionId { get; init; }

    public required string Question { get; init; }

    /// <summary>The correct answer.</summary>
    public required string Answer { get; init; }

    /// <summary>The response at temperature 0.</summary>
    public required string GreedyText { get; init; }

    public required bool GreedyCorrect { get; init; }

    /// <summary>Number of sampled responses n.</summary>
    public required int Samples { get; init; }

    /// <summary>How many of them are correct.</summary>
    public required int Correct { get; init; }

    public required int Clusters { get; init; }

    /// <summary>Semantic entropy of all n samples in nats.</summary>
    public required double SemanticEntropy { get; init; }

    /// <summary>Semantic entropy of the first half of the samples in nats.</summary>
    public required double FirstHalfEntropy { get; init; }

    /// <summary>Share of correct answers in the second half of the samples.</summary>
    public required double SecondHalfAccuracy { get; init; }

    /// <summary>Mean number of tokens of a sample.</summary>
    public required double ResponseLength { get; init; }

    public required double NoAnswerShare { get; init; }

    /// <summary>Share of samples that contain the marker text; 0 where none is set.</summary>
    public required double MarkerShare { get; init; }

    public string? MajorityAnswer { get; init; }

    /// <summary>The first few sampled responses.</summary>
    public required IReadOnlyList<string> SampledTexts { get; init; }

    public static ArtifactSchema<EvaluationRow> Schema { get; } = new(
        "evaluation",
        new ColumnList<EvaluationRow>()
            .Text("question_id", row => row.QuestionId)
            .Flag("greedy_correct", row => row.GreedyCorrect)
            .Integer("samples", row => row.Samples)
            .Integer("correct", row => row.Correct)
            .Integer("clusters", row => row.Clusters)
            .Number("semantic_entropy", row => row.SemanticEntropy)
            .Number("first_half_entropy", row => row.FirstHalfEntropy)
            .Number("second_half_accuracy", row => row.SecondHalfAccuracy)
            .Number("response_length", row => row.ResponseLength)
            .Number("no_answer_share", row => row.NoAnswerShare)
            .Number("marker_share", row => row.MarkerShare)
            .OptionalText("majority_answer", row => row.MajorityAnswer)
            .Text("answer", row => row.Answer)
            .Text("question", row => row.Question)
            .Text("greedy_text", row => row.GreedyText)
            .Texts("sampled_texts", row => row.SampledTexts),
        row => new EvaluationRow
        {
            QuestionId = row.Text("question_id"),
            GreedyCorrect = row.Flag("greedy_correct"),
            Samples = row.Integer("samples"),
            Correct = row.Integer("correct"),
            Clusters = row.Integer("clusters"),
            SemanticEntropy = row.Number("semantic_entropy"),
            FirstHalfEntropy = row.Number("first_half_entropy"),
            SecondHalfAccuracy = row.Number("second_half_accuracy"),
            ResponseLength = row.Number("response_length"),
            NoAnswerShare = row.Number("no_answer_share"),
            MarkerShare = row.Number("marker_share"),
            MajorityAnswer = row.OptionalText("majority_answer"),
            Answer = row.Text("answer"),
            Question = row.Text("question"),
            GreedyText = row.Text("greedy_text"),
            SampledTexts = row.Texts("sampled_texts"),
        });
}
