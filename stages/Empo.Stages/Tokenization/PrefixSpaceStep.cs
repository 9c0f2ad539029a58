namespace Empo.Stages.Tokenization;

/// <summary>Puts a space before a text that does not begin with one (<c>add_prefix_space</c> of ByteLevel).</summary>
internal sealed class PrefixSpaceStep : IPieceStep
{
    public IEnumerable<string> Cut(string piece, bool first) => [piece.StartsWith(' ') ? piece : " " + piece];
}
