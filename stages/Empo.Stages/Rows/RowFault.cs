
namespace Empo.Stages.Rows;

/// <summary>Why a row of a user's file is left out.</summary>
internal enum RowFault
{
    /// <summary>No JSON.</summary>
    Malformed,

    /// <summary>Its end is missing: the program that wrote it was stopped.</summary>
    CutOff,

    /// <summary>JSON, but a list, a text or a number.</summary>
    NotAnObject,

    /// <summary>Longer than <see cref="TextLines.Longest"/>.</summary>
    TooLong,

    /// <summary>Bytes that are no text in the file's encoding.</summary>
    Undecodable,

    /// <summary>Nothing but bytes of zero, as a crash leaves them.</summary>
    ZeroBytes,

    /// <summary>A CSV record with more or fewer fields than the first line.</summary>
    FieldCount,

    /// <summary>A CSV record with a quote that stands wrong or is not closed.</summary>
    Quote,

    /// <summary>A CSV record that is the first line again.</summary>
    RepeatedHeader,

    /// <summary>A column that is needed is not there or null.</summary>
    Missing,

    /// <summary>A column that is needed holds NaN.</summary>
    NotANumber,

    /// <summary>A column that is needed holds something else than it should.</summary>
    WrongValue,

    /// <summary>A request that the server did not answer.</summary>
    FailedRequest,
}
