namespace Empo.Stages.Artifacts;

/// <summary>The samples of one question taken together: a row of <c>groups.parquet</c>, in draw order.</summary>
internal sealed record GroupRow
{
    public required string QuestionId { get; init; }

    /// <summary>Group size G.</summary>
    public required int Samples { get; init; }

    /// <summary>Number of clusters of equal answers; every sample without an answer is a separate cluster.</summary>
    public required int Clusters { get; init; }

    /// <summary>In nats, between 0 and ln G.</summary>
    public required double SemanticEntropy { get; init; }

    /// <summary>Share of the largest cluster.</summary>
    public required double MajorityShare { get; init; }

    /// <summary>Share of the samples without an answer.</summary>
    public required double NoAnswerShare { get; init; }

    /// <summary>The answer of the largest cluster's first member; null where that member has none.</summary>
    public string? MajorityAnswer { get; init; }

    public static ArtifactSchema<GroupRow> Schema { get; } = new("groups");
}
