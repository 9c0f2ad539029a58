using Empo.Method.Answers.Meanings;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers;

/// <summary>
/// Canonical equality of answers that are read as mathematics, and equality of texts that differ at most in case and punctuation: the cases
/// that need no judge. Words and unreadable formulas are left to the judge.
/// </summary>
public sealed class MathematicalEquivalence : IAnswerEquivalence
{
    private readonly CanonicalEquivalence rules = new();

    /// <inheritdoc/>
    public string CanonicalForm(string answer) => AnswerReader.Read(answer) is { IsText: false } meaning ? meaning.Form : TextOf(answer);

    /// <inheritdoc/>
    public bool AreEqual(string left, string right) =>
        string.Equals(TextOf(left), TextOf(right), StringComparison.Ordinal)
        || (IsMathematics(left) && IsMathematics(right) && rules.AreEqual(left, right));

    /// <inheritdoc/>
    public bool IsCorrect(string answer, string label) =>
        AreEqual(answer, label) || (IsMathematics(answer) && IsMathematics(label) && rules.IsCorrect(answer, label));

    /// <summary>Clusters answers that are mathematics; texts join only equal texts.</summary>
    public int[] Cluster(IReadOnlyList<string?> answers)
    {
        int[] clusters = rules.Cluster([.. answers.Select(answer => answer is not null && IsMathematics(answer) ? answer : null)]);
        Dictionary<string, int> texts = new(StringComparer.Ordinal);
        int[] joined =
        [
            .. clusters.Select(
                (cluster, i) =>
                    answers[i] is { } answer && !IsMathematics(answer)
                        ? (texts.TryGetValue(TextOf(answer), out int known) ? known : texts[TextOf(answer)] = cluster)
                        : cluster
            ),
        ];
        Dictionary<int, int> order = [];
        return [.. joined.Select(cluster => order.TryGetValue(cluster, out int id) ? id : order[cluster] = order.Count)];
    }

    private static string TextOf(string answer) => "text:" + TextForm.Of(AnswerCleaner.Clean(answer));

    private static bool IsMathematics(string answer) => AnswerReader.Read(answer) is { IsText: false };
}
