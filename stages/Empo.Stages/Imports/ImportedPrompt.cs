using Empo.Stages.Datasets;

namespace Empo.Stages.Imports;

/// <summary>What a row of a recording says about its question.</summary>
internal sealed record ImportedPrompt
{
    /// <summary>The prompt's text for people to read; empty where the recording has none.</summary>
    public string Text { get; init; } = "";

    /// <summary>The prompt's turns, where it is a list of them.</summary>
    public Dialogue? Dialogue { get; init; }

    /// <summary>Empty where not recorded.</summary>
    public int[] TokenIds { get; init; } = [];

    /// <summary>The question's id from the recording; null where there is none.</summary>
    public string? QuestionId { get; init; }

    /// <summary>
    /// Values of the columns that may distinguish prompts with the same text, in the order of <see cref="RecordingColumns.Groups"/>.
    /// </summary>
    public IReadOnlyList<string?> Groups { get; init; } = [];

    /// <summary>
    /// The identity by which two prompts count as the same: the text or the turns, else the token ids; empty where there is neither.
    /// </summary>
    /// <param name="withSystem">Whether the system turn counts.</param>
    public string Identity(bool withSystem) =>
        (Dialogue?.Identity(withSystem) ?? Text) is { Length: > 0 } text ? text : string.Join(' ', TokenIds);
}
