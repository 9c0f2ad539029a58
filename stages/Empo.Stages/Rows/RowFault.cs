
namespace Empo.Stages.Rows;

/// <summary>Why a row of a user's file is left out.</summary>
internal enum RowFault
{
    /// <summary>Not JSON.</summary>
    Malformed,

    /// <summary>Its end is missing: the program that wrote it was stopped.</summary>
    CutOff,

    /// <summary>JSON, but a list, a text or a number.</summary>
    NotAnObject,

    /// <summary>Longer than <see cref="TextLines.Longest"/>.</summary>
    TooLong,

    /// <summary>Bytes that are not text in the file's encoding.</summary>
    Undecodable,

    /// <summary>Only zero bytes, as a crash leaves them.</summary>
    ZeroBytes,

    /// <summary>A CSV record with more or fewer fields than the first line.</summary>
    FieldCount,

    /// <summary>A CSV record with a misplaced or unclosed quote.</summary>
    Quote,

    /// <summary>A CSV record that repeats the first line.</summary>
    RepeatedHeader,

    /// <summary>A required column is missing or null.</summary>
    Missing,

    /// <summary>A required column holds NaN.</summary>
    NotANumber,

    /// <summary>A required column holds an unexpected value.</summary>
    WrongValue,

    /// <summary>A request that the server did not answer.</summary>
    FailedRequest,
}
