namespace Empo.Stages.Datasets;

/// <summary>One JSON-lines file of a dataset and where its columns lie.</summary>
internal sealed record DataFile
{
    /// <summary>As written, relative to the manifest.</summary>
    public required string Path { get; init; }

    public required DatasetSplit Split { get; init; }

    /// <summary>Dotted path of the question within a row: a text, or a list of messages whose last user turn is taken.</summary>
    public required string Question { get; init; }

    /// <summary>Dotted path of the answer: a text, a number, or a list whose first entry counts. Null where there are no labels.</summary>
    public string? Answer { get; init; }

    /// <summary>Text removed from the end of every question (an instruction that the prompt template gives anew); empty for none.</summary>
    public string RemoveSuffix { get; init; } = "";
}
