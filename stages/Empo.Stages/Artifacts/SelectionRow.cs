namespace Empo.Stages.Artifacts;

/// <summary>Whether a response takes part in the update, and with which weight: a row of <c>selection.parquet</c>, in draw order.</summary>
internal sealed record SelectionRow
{
    public required string QuestionId { get; init; }

    public required int SampleIndex { get; init; }

    public required bool Kept { get; init; }

    /// <summary><c>kept</c>, or why its question was dropped.</summary>
    public required string Reason { get; init; }

    /// <summary>Group-normalised advantage; 0 where the question was dropped.</summary>
    public required double Advantage { get; init; }

    public static ArtifactSchema<SelectionRow> Schema { get; } = new("selection");
}
