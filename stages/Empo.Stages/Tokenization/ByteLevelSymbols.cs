using System.Text;

namespace Empo.Stages.Tokenization;

/// <summary>The 256 bytes as characters of the <see cref="ByteLevelAlphabet"/> (GPT-2, Qwen, Llama 3, DeepSeek, gpt-oss).</summary>
internal sealed class ByteLevelSymbols : IBpeAlphabet
{
    private readonly int[] _ids;

    /// <exception cref="ArgumentException">The vocabulary lacks a byte.</exception>
    public ByteLevelSymbols(IReadOnlyDictionary<string, int> vocabulary)
    {
        string[] bytes = [.. Enumerable.Range(0, 256).Select(value => ByteLevelAlphabet.Character((byte)value).ToString())];
        var missing = bytes.Count(symbol => !vocabulary.ContainsKey(symbol));
        _ids = missing == 0
            ? [.. bytes.Select(symbol => vocabulary[symbol])]
            : throw new ArgumentException($"the vocabulary lacks {missing} of the 256 bytes, so some texts could not be encoded");
    }

    public List<int> Symbols(string piece) => [.. Encoding.UTF8.GetBytes(piece).Select(value => _ids[value])];

    public string Spelling(string piece) => ByteLevelAlphabet.Encode(piece);

    public byte[] BytesOf(string token) => ByteLevelAlphabet.Decode(token) ?? Encoding.UTF8.GetBytes(token);

    public bool IsByte(string token) => false;
}
