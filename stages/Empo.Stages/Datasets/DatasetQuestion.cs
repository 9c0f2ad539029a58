namespace Empo.Stages.Datasets;

/// <summary>A question as it is in a dataset, before prompt and tokens.</summary>
/// <param name="Split">The split that it belongs to.</param>
/// <param name="Text">The question.</param>
/// <param name="Answer">The correct answer; null where the dataset has none.</param>
internal sealed record DatasetQuestion(DatasetSplit Split, string Text, string? Answer)
{
    /// <summary>The turns around the text, where there are any; the text is then their transcript.</summary>
    public Dialogue? Dialogue { get; init; }

    /// <summary>The label as it stands in the row, a whole working perhaps; null where there is none.</summary>
    public string? Written { get; init; }

    /// <summary>Why it cannot be used (<c>blank</c>, <c>not_text</c>, <c>no_label</c>); null where it can.</summary>
    public string? Unusable { get; init; }

    /// <summary>The identity by which two questions count as the same: the text, or the turns.</summary>
    public string Identity => Dialogue?.Identity(withSystem: true) ?? Text;

    /// <summary>The row that it comes from; null where a generator made it.</summary>
    public QuestionOrigin? Origin { get; init; }
}
