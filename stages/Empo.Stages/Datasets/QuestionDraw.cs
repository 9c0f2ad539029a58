using Empo.Method;

namespace Empo.Stages.Datasets;

/// <summary>Draws the questions that are used from those that could be.</summary>
internal static class QuestionDraw
{
    /// <summary>
    /// At most <paramref name="limit"/> of the candidates (0: all), in the dataset's order. With weights w, file f contributes the share
    /// w_f / Σw of the draw (largest remainders round up). Where a file has too few questions for its share, the draw becomes smaller, so
    /// that the shares hold. With a seed, each file contributes its questions with the lowest hash(seed, id), else its first ones.
    /// </summary>
    public static IReadOnlyList<PreparedQuestion> Draw(
        IReadOnlyList<PreparedQuestion> candidates,
        int limit,
        ulong seed,
        IReadOnlyDictionary<int, double> weights
    )
    {
        var most = limit == 0 ? candidates.Count : Math.Min(limit, candidates.Count);
        IReadOnlyList<IReadOnlyList<PreparedQuestion>> files =
            weights.Count == 0
                ? [candidates]
                : [.. weights.Keys.Order().Select(file => candidates.Where(question => question.Question.Origin!.File == file).ToArray())];
        var sizes =
            weights.Count == 0
                ? [most]
                : Sizes(
                    most,
                    [.. weights.OrderBy(weight => weight.Key).Select(weight => weight.Value)],
                    [.. files.Select(file => file.Count)]
                );
        var drawn = files
            .SelectMany((file, i) => First(file, sizes[i], seed))
            .Select(question => question.Id)
            .ToHashSet(StringComparer.Ordinal);
        return [.. candidates.Where(question => drawn.Contains(question.Id))];
    }

    private static IEnumerable<PreparedQuestion> First(IReadOnlyList<PreparedQuestion> file, int count, ulong seed) =>
        (
            seed == 0
                ? file
                :
                [
                    .. file.OrderBy(question => CounterRandom.Bits(seed, CounterRandom.Hash(question.Id), 0, 0))
                        .ThenBy(question => question.Id, StringComparer.Ordinal),
                ]
        ).Take(count);

    /// <summary>
    /// Number of questions from each file: the largest draw of at most <paramref name="most"/> that the files can fill according to their
    /// weights.
    /// </summary>
    internal static int[] Sizes(int most, double[] weights, int[] available)
    {
        var sum = weights.Sum();
        var total = (int)Math.Min(most, weights.Select((weight, i) => Math.Floor(available[i] * sum / weight)).Min());
        for (; ; total--)
        {
            var exact = weights.Select(weight => total * weight / sum).ToArray();
            var sizes = Array.ConvertAll(exact, share => (int)Math.Floor(share));
            foreach (
                var i in Enumerable
                    .Range(0, sizes.Length)
                    .OrderByDescending(i => exact[i] - sizes[i])
                    .ThenBy(i => i)
                    .Take(total - sizes.Sum())
            )
            {
                sizes[i]++;
            }

            // A rounded-up remainder may require one question more than a file has.
            if (sizes.Zip(available).All(pair => pair.First <= pair.Second))
            {
                return sizes;
            }
        }
    }
}
