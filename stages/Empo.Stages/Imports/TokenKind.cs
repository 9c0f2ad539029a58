namespace Empo.Stages.Imports;

/// <summary>What a recorded response's tokens are.</summary>
internal enum TokenKind
{
    /// <summary>Ids of the recording.</summary>
    Recorded,

    /// <summary>The text in tokens of the experiment's <c>model</c>.</summary>
    Encoded,

    /// <summary>Words and signs of the text, because neither ids nor a tokenizer are there: lengths and repetition are of words.</summary>
    Words,
}
