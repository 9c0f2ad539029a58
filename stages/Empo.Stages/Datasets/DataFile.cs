namespace Empo.Stages.Datasets;

/// <summary>One file of a dataset and where its columns lie. A column is a dotted path within a row; a number in it is an index.</summary>
internal sealed record DataFile
{
    /// <summary>As written, relative to the manifest: JSON lines, CSV or Parquet by its extension.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// One of <see cref="Empo.Experiments.Settings.EncodingNames.All"/>; null for the encoding of the byte order mark, or UTF-8.
    /// </summary>
    public string? Encoding { get; init; }

    /// <summary>SHA-256 that the file must have, or null; the build compares it before anything runs.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Where it differs from the dataset's.</summary>
    public string? Licence { get; init; }

    /// <summary>Where it differs from the dataset's.</summary>
    public string? Origin { get; init; }

    public required DatasetSplit Split { get; init; }

    /// <summary>
    /// The question: a text, or a list of messages whose last user turn is the question and whose earlier turns are its history.
    /// </summary>
    public required string Question { get; init; }

    /// <summary>
    /// The answer: a text, a number, a list whose first entry counts, or a list of messages whose last reply is taken. Null where there are
    /// no labels.
    /// </summary>
    public string? Answer { get; init; }

    /// <summary>Line of <see cref="Answer"/> in the manifest, for messages; 0 where it is unknown.</summary>
    public int AnswerLine { get; init; }

    /// <summary>Line of the file's entry in the manifest, for messages; 0 where it is unknown.</summary>
    public int Line { get; init; }

    /// <summary>
    /// Whether a row's system turn goes into its prompt, in place of <c>prompt.system</c>. Null where the manifest does not say; the turn
    /// is then left out with a warning.
    /// </summary>
    public bool? UsesSystemTurns { get; init; }

    /// <summary>
    /// Whether an assistant turn after the question is the beginning of the reply; null lets the rows decide (<see cref="FinalReplies"/>).
    /// </summary>
    public bool? RepliesArePrefills { get; init; }

    /// <summary>
    /// A list of choices, which become lettered lines below the question; the answer is then a letter, a position from 0, or a choice's
    /// text. Null where questions are open.
    /// </summary>
    public string? Options { get; init; }

    /// <summary>The row's own id, carried into <c>question-origins.parquet</c>; null for none.</summary>
    public string? Id { get; init; }

    /// <summary>Where the row came from, in place of the dataset's name; null for none.</summary>
    public string? Source { get; init; }

    /// <summary>Further columns carried into <c>question-origins.parquet</c>.</summary>
    public IReadOnlyList<string> Extras { get; init; } = [];

    /// <summary>Share of the training questions, relative to the other files' weights; null takes every question.</summary>
    public double? Weight { get; init; }

    /// <summary>Text removed from the start of every question; empty for none.</summary>
    public string RemovePrefix { get; init; } = "";

    /// <summary>
    /// Text removed from the end of every question (an instruction that the prompt template gives again); empty for none.
    /// </summary>
    public string RemoveSuffix { get; init; } = "";

    /// <summary>All columns that are read.</summary>
    public IReadOnlyList<string> Columns => [.. new[] { Question, Answer, Options, Id, Source }.OfType<string>(), .. Extras];
}
