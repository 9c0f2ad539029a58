namespace Empo.Stages.Imports;

/// <summary>Where the tokens of a recorded response come from.</summary>
internal enum TokenKind
{
    /// <summary>Token ids from the recording.</summary>
    Recorded,

    /// <summary>The text, encoded with the tokenizer of the experiment's <c>model</c>.</summary>
    Encoded,

    /// <summary>
    /// Words and signs of the text, because there are neither ids nor a tokenizer. Lengths and repetition are then counted in words.
    /// </summary>
    Words,
}
