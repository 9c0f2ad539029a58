using Empo.Method;

namespace Empo.Stages.Datasets;

/// <summary>Which of the questions that may be used are used.</summary>
internal static class QuestionDraw
{
    /// <summary>
    /// At most <paramref name="limit"/> of the candidates (0: all), in the dataset's order. With weights w the file f gives the
    /// share w_f / Σw of the draw (largest remainders round up); where a file has too few for its share the draw becomes smaller,
    /// so that the shares hold. With a seed each file gives its questions of the lowest hash(seed, id), else its first.
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
    /// Questions of each file: the largest draw of at most <paramref name="most"/> that the files can fill by their weights.
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

            // A remainder may ask a file for one more than it has.
            if (sizes.Zip(available).All(pair => pair.First <= pair.Second))
            {
                return sizes;
            }
        }
    }
}
