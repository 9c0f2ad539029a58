namespace Empo.Stages.Tokenization;

/// <summary>Text to token ids and back.</summary>
internal interface ITextTokenizer
{
    /// <summary>Number of ids: highest id + 1.</summary>
    int VocabularySize { get; }

    /// <summary>The id that ends a response, or null where the files name none.</summary>
    int? EndOfText { get; }

    /// <summary>Ids whose text is left out by <see cref="Decode"/>: end of text, padding, markers of roles.</summary>
    IReadOnlySet<int> SpecialIds { get; }

    /// <summary>The id of a token that stands for a whole marker (<c>&lt;|im_end|&gt;</c>), or null where there is no such token.</summary>
    int? IdOf(string marker) => null;

    /// <exception cref="UserError">EMPO3011: the text holds something that no token stands for.</exception>
    int[] Encode(string text);

    /// <summary>
    /// Encodes a text of which some parts are plain: a special token that touches one is no token but the text that it is.
    /// </summary>
    /// <param name="plainParts">Start and end of each part in characters, in order.</param>
    /// <exception cref="UserError">EMPO3011: the text holds something that no token stands for.</exception>
    int[] Encode(string text, IReadOnlyList<(int Start, int End)> plainParts);

    /// <summary>The text of the ids, special tokens left out.</summary>
    string Decode(IReadOnlyList<int> ids);

    /// <summary>The bytes that a token adds to a text's UTF-8; none for a special one. For decoding while tokens arrive.</summary>
    /// <param name="first">Whether no token but special ones came before.</param>
    ReadOnlySpan<byte> BytesOf(int id, bool first);
}
