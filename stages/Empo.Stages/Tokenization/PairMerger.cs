using System.Text.Json;

namespace Empo.Stages.Tokenization;

/// <summary>
/// Byte-pair merges: of all neighbours the pair of the lowest rank is merged, of several the leftmost, until none is left. A word of n
/// symbols takes n log n steps.
/// </summary>
internal sealed class PairMerger
{
    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _merges;

    /// <param name="vocabulary">Token → id.</param>
    /// <param name="merges">Pairs of tokens in the order of their ranks.</param>
    /// <exception cref="JsonException">A merge names something that is no token.</exception>
    public PairMerger(IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<(string Left, string Right)> merges)
    {
        _merges = new Dictionary<(int, int), (int, int)>(merges.Count);
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right) = merges[rank];
            // Of equal pairs the last counts, as in the reference implementation.
            _merges[(Id(left), Id(right))] = (rank, Id(left + right));
        }

        int Id(string token) =>
            vocabulary.TryGetValue(token, out var id)
                ? id
                : throw new JsonException($"model.merges names '{token}', which is not in model.vocab");
    }

    /// <summary>Merges symbols, given and returned as ids.</summary>
    public int[] Merge(IReadOnlyList<int> symbols)
    {
        var ids = symbols.ToArray();
        var (before, after) = (new int[ids.Length], new int[ids.Length]);
        var queue = new PriorityQueue<(int At, int Id), (int Rank, int At)>();
        for (var i = 0; i < ids.Length; i++)
        {
            (before[i], after[i]) = (i - 1, i + 1);
            Offer(i);
        }

        while (queue.TryDequeue(out var merge, out _))
        {
            var right = ids[merge.At] < 0 ? ids.Length : after[merge.At];
            if (right >= ids.Length || !_merges.TryGetValue((ids[merge.At], ids[right]), out var now) || now.Id != merge.Id)
            {
                continue; // one of the two was merged with another neighbour meanwhile
            }

            (ids[merge.At], ids[right], after[merge.At]) = (merge.Id, -1, after[right]);
            if (after[right] < ids.Length)
            {
                before[after[right]] = merge.At;
            }

            Offer(before[merge.At]);
            Offer(merge.At);
        }

        return [.. ids.Where(id => id >= 0)];

        void Offer(int at)
        {
            if (at >= 0 && after[at] < ids.Length && _merges.TryGetValue((ids[at], ids[after[at]]), out var merge))
            {
                queue.Enqueue((at, merge.Id), (merge.Rank, at));
            }
        }
    }
}
