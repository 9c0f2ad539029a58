namespace Empo.Stages.Datasets;

/// <summary>
/// Finds questions that nearly repeat an earlier one: the Jaccard similarity |A ∩ B| / |A ∪ B| of their word 3-grams reaches the
/// threshold t. The search is exact, not sampled: two sets of at least that similarity share one of the first |A| - ⌈t |A|⌉ + 1 grams of
/// each in any fixed order. Ordering the rarest first leaves few candidates. Source: S. Chaudhuri, V. Ganti, R. Kaushik, "A primitive
/// operator for similarity joins" (ICDE 2006).
/// </summary>
/// <remarks>Example: a question has 8 grams; a later one shares 7 of them and has one other. The similarity is 7/9.</remarks>
internal sealed class NearDuplicates
{
    private const int WordsPerGram = 3;

    private readonly double _threshold;
    private readonly Dictionary<ulong, int> _frequency = [];
    private readonly Dictionary<ulong, List<int>> _prefixes = [];
    private readonly List<ulong[]> _kept = [];

    /// <param name="threshold">Between 0.5 and 1; at 1 only texts with the same grams count as similar.</param>
    /// <param name="texts">All questions that will be compared; their gram frequencies set the order.</param>
    public NearDuplicates(double threshold, IEnumerable<string> texts)
    {
        _threshold = threshold;
        foreach (var gram in texts.SelectMany(text => WordGrams.Of(text, WordsPerGram, symbols: true)))
        {
            _frequency[gram] = _frequency.GetValueOrDefault(gram) + 1;
        }
    }

    /// <summary>Whether a kept question reaches the threshold of similarity.</summary>
    public bool Contains(string text)
    {
        var grams = Ordered(text);
        var seen = new HashSet<int>();
        return grams
            .Take(PrefixLength(grams.Length))
            .SelectMany(gram => _prefixes.GetValueOrDefault(gram) ?? [])
            .Any(index => seen.Add(index) && Alike(grams, _kept[index]));
    }

    public void Keep(string text)
    {
        var grams = Ordered(text);
        foreach (var gram in grams.Take(PrefixLength(grams.Length)))
        {
            if (!_prefixes.TryGetValue(gram, out var indices))
            {
                _prefixes[gram] = indices = [];
            }

            indices.Add(_kept.Count);
        }

        // Sorted by value, so that two sets are compared in one pass.
        Array.Sort(grams);
        _kept.Add(grams);
    }

    private bool Alike(ulong[] ordered, ulong[] kept)
    {
        var (few, many) = ordered.Length < kept.Length ? (ordered.Length, kept.Length) : (kept.Length, ordered.Length);
        if (few < _threshold * many)
        {
            return false;
        }

        var common = ordered.Count(gram => Array.BinarySearch(kept, gram) >= 0);
        return common >= _threshold * (ordered.Length + kept.Length - common);
    }

    private ulong[] Ordered(string text) =>
        [.. WordGrams.Of(text, WordsPerGram, symbols: true).OrderBy(gram => _frequency.GetValueOrDefault(gram)).ThenBy(gram => gram)];

    private int PrefixLength(int grams) => grams - (int)Math.Ceiling(_threshold * grams) + 1;
}
