namespace Empo.Stages.Rows;

/// <summary>A line of a text file, or the reason why it cannot be read.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">The text without its line end; empty where there is a fault.</param>
/// <param name="End">LF, CR LF, or nothing after the last line or a piece of a line.</param>
/// <param name="IsPiece">Whether more of the same line follows.</param>
/// <param name="IsCut">Whether it certainly ends too early: within a character, or in zero bytes.</param>
/// <param name="Fault">Why it cannot be read, or null.</param>
/// <param name="Why">The same in words.</param>
internal readonly record struct TextLine(
    int Number,
    string Text,
    string End,
    bool IsPiece = false,
    bool IsCut = false,
    RowFault? Fault = null,
    string Why = ""
)
{
    /// <summary>The line without the byte order marks and zero bytes that joined files and crashes leave at its ends.</summary>
    public TextLine Clean()
    {
        if (Fault is not null || Text is not ['\0' or '\uFEFF', ..] and not [.., '\0'])
        {
            return this;
        }

        var text = Text.AsSpan().TrimStart("\0\uFEFF").TrimEnd('\0');
        return text.IsWhiteSpace() && Text.Contains('\0', StringComparison.Ordinal)
            ? this with { Text = "", Fault = RowFault.ZeroBytes, Why = $"it is {Text.Length} zero byte(s)" }
            : this with { Text = text.ToString(), IsCut = IsCut || (End.Length == 0 && Text[^1] == '\0') };
    }
}
