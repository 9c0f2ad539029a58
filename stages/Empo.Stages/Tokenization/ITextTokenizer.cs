namespace Empo.Stages.Tokenization;

/// <summary>Text to token ids and back.</summary>
internal interface ITextTokenizer
{
    /// <summary>Number of ids: highest id + 1.</summary>
    int VocabularySize { get; }

    /// <summary>The id that ends a response, or null where the files do not name one.</summary>
    int? EndOfText { get; }

    /// <summary>Ids whose text is left out by <see cref="Decode"/>: end of text, padding, markers of roles.</summary>
    IReadOnlySet<int> SpecialIds { get; }

    /// <summary>The id of a token that stands for a whole marker (<c>&lt;|im_end|&gt;</c>), or null where there is no such token.</summary>
    int? IdOf(string marker) => null;

    /// <summary>What a plain prompt gets around it.</summary>
    PromptFrame Frame => PromptFrame.None;

    /// <summary>Whether decoding drops a space at the beginning.</summary>
    bool DropsFirstSpace => false;

    /// <summary>Whether a token stands for a single byte. Those in a row become characters together, or none does.</summary>
    bool IsByte(int id) => false;

    /// <exception cref="UserError">EMPO3011: the text holds something without a token.</exception>
    int[] Encode(string text);

    /// <summary>Encodes a text with plain parts. A special token that overlaps a plain part is encoded as ordinary text.</summary>
    /// <param name="plainParts">Start and end of each part in characters, in order.</param>
    /// <exception cref="UserError">EMPO3011: the text holds something without a token.</exception>
    int[] Encode(string text, IReadOnlyList<(int Start, int End)> plainParts);

    /// <summary>The text of the ids, special tokens left out.</summary>
    string Decode(IReadOnlyList<int> ids);

    /// <summary>The bytes that a token adds to a text's UTF-8; none for a special token. Used to decode while tokens arrive.</summary>
    /// <param name="first">Whether only special tokens came before.</param>
    ReadOnlySpan<byte> BytesOf(int id, bool first);

    /// <summary>Encodes a prompt that no chat template has written: with what the tokenizer puts around a text.</summary>
    /// <exception cref="UserError">EMPO3011: the text holds something without a token.</exception>
    int[] EncodePrompt(string text, IReadOnlyList<(int Start, int End)> plainParts) => Frame.Around(Encode(text, plainParts));
}
