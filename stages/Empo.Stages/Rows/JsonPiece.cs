namespace Empo.Stages.Rows;

/// <summary>One value of a JSON text that holds several.</summary>
/// <param name="Line">Line where it begins, from 1.</param>
/// <param name="Text">Its text; empty where there is a fault.</param>
/// <param name="IsEntry">Whether it is an entry of the outermost list.</param>
/// <param name="Rows">Number of rows that it counts as, estimated from its length where damage hides several.</param>
internal readonly record struct JsonPiece(
    int Line,
    string Text,
    RowFault? Fault = null,
    string Why = "",
    bool IsEntry = false,
    int Rows = 1
);
