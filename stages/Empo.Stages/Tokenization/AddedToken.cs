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

    /// <summary>
    /// Whether text of a conversation must not become it. DeepSeek's marks of turns (<c>&lt;｜User｜></c>) are not declared special.
    /// </summary>
    public bool IsMarkup =>
        Special || (Content.StartsWith("<｜", StringComparison.Ordinal) && Content.EndsWith("｜>", StringComparison.Ordinal));
}
