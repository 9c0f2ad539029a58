namespace Empo.Stages.Datasets;

/// <summary>A row before the file's rows have decided what its last reply is.</summary>
/// <param name="Line">Line of the row, or its number in Parquet.</param>
/// <param name="Text">The question itself, without history.</param>
/// <param name="Label">The label as it is written; null for none.</param>
/// <param name="Origin">Where it stands.</param>
internal sealed record QuestionDraft(int Line, string Text, string? Label, QuestionOrigin Origin)
{
    /// <summary>Text of the system turn; null for none.</summary>
    public string? System { get; init; }

    /// <summary>Turns before the question.</summary>
    public IReadOnlyList<Turn> History { get; init; } = [];

    /// <summary>The assistant's turn behind the question, where it is not the label; null for none.</summary>
    public Turn? Reply { get; init; }

    /// <summary>Whether the reply is all that follows the question.</summary>
    public bool ReplyIsLone { get; init; }

    /// <summary>Why the row gives no question; null where it does.</summary>
    public string? Unusable { get; init; }
}
