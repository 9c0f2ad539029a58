namespace Empo.Stages.Tokenization;

/// <summary>How a text is written in the smallest tokens of a vocabulary, so that any text can be.</summary>
internal interface IBpeAlphabet
{
    /// <summary>The ids of a piece's symbols before any merge.</summary>
    List<int> Symbols(string piece);

    /// <summary>A piece as the vocabulary spells it.</summary>
    string Spelling(string piece);

    /// <summary>The bytes that a token of the vocabulary stands for.</summary>
    byte[] BytesOf(string token);

    /// <summary>Whether a token stands for a single byte of a character.</summary>
    bool IsByte(string token);
}
