namespace Empo.Stages.Rows;

/// <summary>An oddity of a row that is read all the same.</summary>
internal enum RowRemark
{
    /// <summary>A response without text, such as one that was cut off while the model was still thinking.</summary>
    NoText,

    /// <summary>A name occurs twice in a structure with different values; the last one counts, as in Python.</summary>
    RepeatedName,

    /// <summary>The file has U+FFFD, which stands for text that was lost before it was written.</summary>
    LostText,

    /// <summary>Log-probabilities that are null, NaN or infinite, and so not used.</summary>
    NoLogProbs,

    /// <summary>A finish reason that says neither that a response is whole nor that it was cut off.</summary>
    UnknownFinish,

    /// <summary>A response that is not text, in a row with other responses.</summary>
    LostResponse,

    /// <summary>A list of rows whose closing bracket is missing.</summary>
    OpenList,
}
