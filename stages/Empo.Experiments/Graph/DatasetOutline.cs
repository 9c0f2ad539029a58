namespace Empo.Experiments.Graph;

/// <summary>
/// What a dataset manifest lists, as far as the manifest shows it before any row is read. A generator makes questions of every split, with
/// answers.
/// </summary>
/// <param name="Manifest">Its path.</param>
/// <param name="Entries">Its files; none where a generator makes the questions.</param>
public sealed record DatasetOutline(string Manifest, IReadOnlyList<DatasetEntry> Entries)
{
    private static readonly string[] Splits = ["training", "development", "evaluation"];

    public IReadOnlyList<string> Files => [.. Entries.Select(entry => entry.Path)];

    public bool IsOfFiles => Entries.Count > 0;

    /// <summary>
    /// Whether a split may have questions. An entry with an unknown split counts for every split here; <c>prepare</c> refuses it.
    /// </summary>
    public bool HasQuestions(string split) => !IsOfFiles || Of(split).Any();

    /// <summary>Whether some question of a split may have an answer.</summary>
    public bool HasAnswers(string split) => !IsOfFiles || Of(split).Any(entry => entry.HasAnswers);

    /// <summary>The first file of a split that names no column of answers, or null.</summary>
    public DatasetEntry? WithoutAnswers(string split) => Of(split).FirstOrDefault(entry => !entry.HasAnswers);

    private IEnumerable<DatasetEntry> Of(string split) => Entries.Where(entry => entry.Split == split || !Splits.Contains(entry.Split));
}
