namespace Empo.Stages.Tokenization;

/// <summary>Writes spaces as a visible mark, as SentencePiece does, and may put one before a text.</summary>
/// <param name="mark">Usually U+2581.</param>
/// <param name="before">Which texts get a mark before them.</param>
/// <param name="splits">Whether words are cut before their mark.</param>
internal sealed class MetaspaceStep(string mark, MetaspacePrefix before, bool splits) : IPieceStep
{
    private readonly PatternSplitter? _words = splits
        ? new PatternSplitter(System.Text.RegularExpressions.Regex.Escape(mark), SplitBehavior.MergedWithNext)
        : null;

    public IEnumerable<string> Cut(string piece, bool first)
    {
        var text = piece.Replace(" ", mark, StringComparison.Ordinal);
        var prefixed = before == MetaspacePrefix.Always || (before == MetaspacePrefix.First && first);
        text = prefixed && text.Length > 0 && !text.StartsWith(mark, StringComparison.Ordinal) ? mark + text : text;
        return _words?.Cut(text, first) ?? [text];
    }
}
