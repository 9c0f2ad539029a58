namespace Empo.Stages.Tokenization;

/// <summary>A token that is found in the raw text before any other step of tokenization.</summary>
/// <param name="Special">Left out when ids are decoded.</param>
internal sealed record AddedToken(int Id, string Content, bool Special)
{
    /// <summary>Whether it is looked for in the text between the tokens that are not.</summary>
    public bool Normalized { get; init; }

    /// <summary>Whether white space before it belongs to it.</summary>
    public bool TakesSpaceBefore { get; init; }

    /// <summary>Whether white space after it belongs to it.</summary>
    public bool TakesSpaceAfter { get; init; }

    /// <summary>Whether it counts only where no letter, digit or underscore touches it.</summary>
    public bool IsWord { get; init; }

    /// <summary>What models write around thoughts and calls of tools, declared special or not.</summary>
    private static readonly string[] Marks =
    [
        "<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<tools>", "</tools>",
    ];

    /// <summary>
    /// Whether text of a conversation must not become it. Not all are declared special: DeepSeek's marks of turns (<c>&lt;｜User｜></c>),
    /// Qwen's <c>&lt;|repo_name|></c>, <c>&lt;/think></c>. Others that are not are ordinary words and runs of white space (Gemma).
    /// </summary>
    public bool IsMarkup => Special || IsBetween("<｜", "｜>") || IsBetween("<|", "|>") || Marks.Contains(Content);

    private bool IsBetween(string begin, string end) =>
        Content.StartsWith(begin, StringComparison.Ordinal) && Content.EndsWith(end, StringComparison.Ordinal);
}
