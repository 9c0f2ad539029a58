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

    /// <summary>The question's id as the recording has it; null for none.</summary>
    public string? QuestionId { get; init; }

    /// <summary>
    /// Values of the columns that may tell prompts of one text apart, in the order of <see cref="RecordingColumns.Groups"/>.
    /// </summary>
    public IReadOnlyList<string?> Groups { get; init; } = [];

    /// <summary>What makes it the same as another prompt: its text or its turns, else its token ids; empty where it has neither.</summary>
    /// <param name="withSystem">Whether the system's turn counts.</param>
    public string Identity(bool withSystem) =>
        (Dialogue?.Identity(withSystem) ?? Text) is { Length: > 0 } text ? text : string.Join(' ', TokenIds);
}
