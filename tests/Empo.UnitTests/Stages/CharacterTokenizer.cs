using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Stages;

/// <summary>One character, one token; 0 ends a text.</summary>
internal sealed class CharacterTokenizer : ITextTokenizer
{
    public int VocabularySize => char.MaxValue + 1;

    public int? EndOfText => ScriptedEngine.End;

    public IReadOnlySet<int> SpecialIds { get; } = new HashSet<int> { ScriptedEngine.End };

    public int[] Encode(string text) => [.. text.Select(character => (int)character)];

    public int[] Encode(string text, IReadOnlyList<(int Start, int End)> plainParts) => Encode(text);

    public ReadOnlySpan<byte> BytesOf(int id, bool first) => System.Text.Encoding.UTF8.GetBytes(Decode([id]));

    public string Decode(IReadOnlyList<int> ids) => string.Concat(ids.Where(id => id != ScriptedEngine.End).Select(id => (char)id));
}
