namespace Empo.Method;

/// <summary>Meaning clusters of the answers to one question.</summary>
public static class AnswerClusters
{
    /// <summary>
    /// Cluster id of each answer, numbered from 0 in the order of first appearance. A null (no answer) equals nothing, not even
    /// another null: it is a cluster of its own and still counts in the group size.
    /// <para>
    /// With an equality that is an equivalence, as canonical forms give, the order of the samples only renames clusters, and the
    /// released trees' two procedures (first representative; sweep) agree.
    /// Example: <c>12, 12, 12, 7, null, null, 12.0, 3</c> gives <c>0 0 0 1 2 3 0 4</c>. Source: arXiv 2504.05812, section 3.
    /// </para>
    /// </summary>
    public static int[] Assign(IReadOnlyList<string?> answers, IAnswerEquivalence equivalence)
    {
        int[] clusters = new int[answers.Count];
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        int next = 0;
        for (int i = 0; i < clusters.Length; i++)
        {
            if (answers[i] is not { } answer)
            {
                clusters[i] = next++;
                continue;
            }

            string form = equivalence.CanonicalForm(answer);
            if (!known.TryGetValue(form, out clusters[i]))
            {
                clusters[i] = known[form] = next++;
            }
        }

        return clusters;
    }
}
