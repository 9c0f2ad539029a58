namespace Empo.Stages.Datasets;

/// <summary>
/// A row of a question file, before it is decided whether its last reply is the beginning of the reply (all rows decide together).
/// </summary>
/// <param name="Line">Line of the row, or its number in Parquet.</param>
/// <param name="Text">The question itself, without history.</param>
/// <param name="Label">The label as written; null for none.</param>
/// <param name="Origin">The row's place in the user's files.</param>
internal sealed record QuestionDraft(int Line, string Text, string? Label, QuestionOrigin Origin)
{
    /// <summary>Text of the system turn; null for none.</summary>
    public string? System { get; init; }

    /// <summary>Turns before the question.</summary>
    public IReadOnlyList<Turn> History { get; init; } = [];

    /// <summary>The assistant turn after the question, where it is not the label; null for none.</summary>
    public Turn? Reply { get; init; }

    /// <summary>Whether only the reply follows the question.</summary>
    public bool ReplyIsLone { get; init; }

    /// <summary>Why the row yields no question; null where it does.</summary>
    public string? Unusable { get; init; }
}
