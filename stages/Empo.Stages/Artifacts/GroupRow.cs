namespace Empo.Stages.Artifacts;

/// <summary>The samples of one question taken together: a row of <c>groups.parquet</c>, in draw order.</summary>
internal sealed record GroupRow
{
    public required string QuestionId { get; init; }

    /// <summary>Group size G.</summary>
    public required int Samples { get; init; }

    /// <summary>Number of clusters of equal answers; every sample without an answer is a cluster of its own.</summary>
    public required int Clusters { get; init; }

    /// <summary>In nats, between 0 and ln G.</summary>
    public required double SemanticEntropy { get; init; }

    /// <summary>Share of the largest cluster.</summary>
    public required double MajorityShare { get; init; }

    /// <summary>The answer of the largest cluster's first member; null where that has none.</summary>
    public string? MajorityAnswer { get; init; }

    /// <summary>Share of the samples without an answer.</summary>
    public required double NoAnswerShare { get; init; }

    public static ArtifactSchema<GroupRow> Schema { get; } = new(
        "groups",
        new ColumnList<GroupRow>()
            .Text("question_id", row => row.QuestionId)
            .Integer("samples", row => row.Samples)
            .Integer("clusters", row => row.Clusters)
            .Number("semantic_entropy", row => row.SemanticEntropy)
            .Number("majority_share", row => row.MajorityShare)
            .Number("no_answer_share", row => row.NoAnswerShare)
            .OptionalText("majority_answer", row => row.MajorityAnswer),
        row => new GroupRow
        {
            QuestionId = row.Text("question_id"),
            Samples = row.Integer("samples"),
            Clusters = row.Integer("clusters"),
            SemanticEntropy = row.Number("semantic_entropy"),
            MajorityShare = row.Number("majority_share"),
            NoAnswerShare = row.Number("no_answer_share"),
            MajorityAnswer = row.OptionalText("majority_answer"),
        });
}
