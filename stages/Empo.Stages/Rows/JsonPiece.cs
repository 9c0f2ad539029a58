namespace Empo.Stages.Rows;

/// <summary>One value of a JSON text that holds several.</summary>
/// <param name="Line">Line where it begins, from 1.</param>
/// <param name="Text">Its text; empty where there is a fault.</param>
/// <param name="IsEntry">Whether it stands in the outermost list.</param>
/// <param name="Rows">How many rows it is, by its length, where what follows it cannot be told apart.</param>
internal readonly record struct JsonPiece(
    int Line,
    string Text,
    RowFault? Fault = null,
    string Why = "",
    bool IsEntry = false,
    int Rows = 1
);
