namespace Empo.Stages.Prompts;

/// <summary>
/// A prompt's text and its plain parts. In a plain part, text that looks like a special token stays ordinary text, so that no question can
/// close its turn or open another.
/// </summary>
internal sealed record PromptText
{
    public string Text { get; private init; } = "";

    /// <summary>Start and end of each plain part, in order.</summary>
    public IReadOnlyList<(int Start, int End)> PlainParts { get; private init; } = [];

    /// <summary>Appends text in which special tokens are recognised.</summary>
    public PromptText Markup(string text) => this with { Text = Text + text };

    /// <summary>Appends text in which they are not.</summary>
    public PromptText Plain(string text) =>
        new() { Text = Text + text, PlainParts = [.. PlainParts, (Text.Length, Text.Length + text.Length)] };
}
