namespace Empo.Method.Answers;

/// <summary>Meaning clusters of the answers to one question, ids numbered from 0 in the order of first appearance.</summary>
public static class AnswerClusters
{
    /// <summary>
    /// Clusters under an equivalence. Example: <c>12, 12, 12, 7, null, null, 12.0, 3</c> gives <c>0 0 0 1 2 3 0 4</c>: a missing answer
    /// equals nothing and is a separate cluster. Source: arXiv 2504.05812, section 3.
    /// </summary>
    public static int[] Assign(IReadOnlyList<string?> answers, IAnswerEquivalence equivalence) => equivalence.Cluster(answers);

    /// <summary>
    /// Equal forms are one cluster. This is an equivalence relation by construction: the order of the samples only renumbers clusters, and
    /// the procedure below gives the same clusters.
    /// </summary>
    public static int[] ByForm(IReadOnlyList<string?> answers, Func<string, string> form)
    {
        int[] clusters = new int[answers.Count];
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        int next = 0;
        for (int i = 0; i < clusters.Length; i++)
        {
            if (answers[i] is not { } answer)
            {
                clusters[i] = next++;
            }
            else if (!known.TryGetValue(form(answer), out clusters[i]))
            {
                clusters[i] = known[form(answer)] = next++;
            }
        }

        return clusters;
    }

    /// <summary>
    /// The verl tree's procedure for any comparison: an answer joins the first cluster whose first member it equals. With a comparison that
    /// is not transitive the order matters. Example (|x - y| ≤ 0.45): <c>1.0, 1.8, 1.4</c> gives <c>0 1 0</c>.
    /// </summary>
    public static int[] FirstRepresentative(IReadOnlyList<string?> answers, Func<string, string, bool> areEqual)
    {
        int[] clusters = new int[answers.Count];
        List<string?> representatives = [];
        for (int i = 0; i < clusters.Length; i++)
        {
            string? answer = answers[i];
            clusters[i] = answer is null
                ? -1
                : representatives.FindIndex(representative => representative is not null && areEqual(representative, answer));
            if (clusters[i] < 0)
            {
                clusters[i] = representatives.Count;
                representatives.Add(answer);
            }
        }

        return clusters;
    }
}
