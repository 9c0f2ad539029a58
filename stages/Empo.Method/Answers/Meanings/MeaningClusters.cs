
namespace Empo.Method.Answers.Meanings;

/// <summary>
/// Clusters that grow answer by answer: canonical forms come first, comparisons only where names, units or rounding may decide.
/// </summary>
internal sealed class MeaningClusters(int decimals)
{
    private readonly Dictionary<string, int> texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> forms = new(StringComparer.Ordinal);

    // First member of each cluster, completed by the name and unit that later members bring; null for a missing answer.
    private readonly List<Meaning?> representatives = [];
    private bool hasDecimals;

    /// <summary>Cluster id of the next answer.</summary>
    public int Add(string? answer)
    {
        if (answer is not null && texts.TryGetValue(answer, out int known))
        {
            return known;
        }

        if (answer is null || AnswerReader.Read(answer) is not { } meaning)
        {
            return Open(null);
        }

        return texts[answer] = Place(meaning);
    }

    private int Place(Meaning meaning)
    {
        int found = meaning.Forms.SelectMany(form => forms.GetValueOrDefault(form) ?? []).Order().FirstOrDefault(Agrees, -1);
        hasDecimals |= HasDecimals(meaning);
        if (found < 0 && hasDecimals)
        {
            found = representatives.FindIndex(other => other is not null && MeaningComparison.Compare(other, meaning, decimals).AreEqual);
        }

        if (found < 0)
        {
            return Open(meaning);
        }

        Meaning representative = representatives[found]!;
        representatives[found] = representative with
        {
            Name = representative.Name ?? meaning.Name,
            Unit = representative.Unit ?? meaning.Unit,
        };
        return found;

        bool Agrees(int cluster) => MeaningComparison.Compare(representatives[cluster]!, meaning, decimals).AreEqual;
    }

    private int Open(Meaning? meaning)
    {
        int cluster = representatives.Count;
        representatives.Add(meaning);
        foreach (string form in meaning?.Forms ?? [])
        {
            if (!forms.TryGetValue(form, out List<int>? clusters))
            {
                forms[form] = clusters = [];
            }

            clusters.Add(cluster);
        }

        return cluster;
    }

    private static bool HasDecimals(Meaning meaning) => meaning.IsDecimal || meaning.Items.Any(HasDecimals);
}
