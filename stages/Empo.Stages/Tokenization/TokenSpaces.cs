namespace Empo.Stages.Tokenization;

/// <summary>How the decoder turns the marks of spaces back.</summary>
/// <param name="Mark">What stands for a space; empty for nothing.</param>
/// <param name="DropsFirst">Whether a space at the beginning of the text is dropped.</param>
/// <param name="DropsAllOfFirst">Whether all marks of the first token are.</param>
internal sealed record TokenSpaces(string Mark, bool DropsFirst, bool DropsAllOfFirst)
{
    /// <summary>The text of a token.</summary>
    public string TextOf(string token, bool first)
    {
        if (Mark.Length == 0)
        {
            return token;
        }

        var text = token.Replace(Mark, first && DropsAllOfFirst ? "" : " ", StringComparison.Ordinal);
        return first && DropsFirst && text.StartsWith(' ') ? text[1..] : text;
    }
}
