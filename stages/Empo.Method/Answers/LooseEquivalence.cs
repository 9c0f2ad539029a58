using Empo.Method.Answers.Meanings;

namespace Empo.Method.Answers;

/// <summary>
/// The preset <c>verl</c>: canonical equality, or numbers whose relative difference is at most 0.2 % (the tolerance of the released
/// cascade: 2e-3 · 1.01). Not transitive, so clusters form around their first member and depend on the order.
/// <para>
/// Differences from the released code: its string rules with known defects (single letters taken for units, π replaced by 3.14) and its
/// time limits are not copied.
/// </para>
/// </summary>
public sealed class LooseEquivalence : IAnswerEquivalence
{
    private const double Tolerance = 2e-3 * 1.01;

    /// <inheritdoc/>
    public string CanonicalForm(string answer) => AnswerReader.Read(answer)?.Form ?? "";

    /// <inheritdoc/>
    public bool AreEqual(string left, string right) =>
        AnswerReader.Read(left) is { } first && AnswerReader.Read(right) is { } second && AreEqual(first, second);

    /// <inheritdoc/>
    public int[] Cluster(IReadOnlyList<string?> answers)
    {
        Dictionary<string, Meaning?> meanings = new(StringComparer.Ordinal);
        return AnswerClusters.FirstRepresentative(answers, (left, right) =>
            Read(left) is { } first && Read(right) is { } second && AreEqual(first, second)
        );

        Meaning? Read(string answer) =>
            meanings.TryGetValue(answer, out Meaning? known) ? known : meanings[answer] = AnswerReader.Read(answer);
    }

    private static bool AreEqual(Meaning left, Meaning right)
    {
        if (MeaningComparison.Compare(left, right, 6).AreEqual)
        {
            return true;
        }

        return left.Collection is null && right.Collection is null && left.Value is { IsReal: true } a && right.Value is { IsReal: true } b
            && Math.Abs((a.Real - b.Real).High) <= Tolerance * Math.Abs(b.Real.High);
    }
}
