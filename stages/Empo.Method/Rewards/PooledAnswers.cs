namespace Empo.Method.Rewards;

/// <summary>
/// How common each answer is over all questions of a round. It counters a policy that learns to give the same answer everywhere: an answer
/// that other questions also get loses reward, and one that is specific to its question keeps it. This is ours, not the paper's.
/// </summary>
public sealed class PooledAnswers
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private int _samples;

    /// <summary>
    /// Adds one question: the canonical form of each sample's answer, null for a missing answer (it counts as a sample, but of no answer).
    /// </summary>
    public void Add(IReadOnlyList<string?> forms)
    {
        _samples += forms.Count;
        foreach (string? form in forms)
        {
            if (form is not null)
            {
                _counts[form] = _counts.GetValueOrDefault(form) + 1;
            }
        }
    }

    /// <summary>
    /// <c>p̄_i = Σ_{q' ≠ q} n_{q'}(c(i)) / Σ_{q' ≠ q} G_{q'}</c>, [G] in [0, 1]: the share of each answer among the samples of the other
    /// questions. 0 for a missing answer and where there is no other question. Example: after <c>60 60 7 -</c> and <c>60 8 8 8</c> the
    /// first question has .25 .25 0 0.
    /// </summary>
    /// <param name="forms">The question's own forms, which were added before.</param>
    public double[] SharesElsewhere(IReadOnlyList<string?> forms)
    {
        int others = _samples - forms.Count;
        Dictionary<string, int> own = forms
            .Where(form => form is not null)
            .CountBy(form => form!, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        return [.. forms.Select(form => form is null || others == 0 ? 0 : (_counts[form] - own[form]) / (double)others)];
    }
}
