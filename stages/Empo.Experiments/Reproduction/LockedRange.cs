namespace Empo.Experiments.Reproduction;

/// <summary>
/// The range in which another machine is expected to measure a share (accuracy) on the same experiment. Training is chaotic in the last
/// bits, so at worst that machine's run is like a run with one more seed. The range is the 99 % prediction interval of one further value,
/// mean ± t s √(1 + 1/n) over the n locked seeds, and at least the seeds' own 95 % intervals. With one or two seeds it consists of these
/// intervals alone.
/// </summary>
public sealed record LockedRange
{
    /// <summary>Number of seeds from which on a further value is predicted.</summary>
    public const int MinForPrediction = 3;

    /// <summary>
    /// Two-sided 99 % quantiles of Student's t for 2 to 10 degrees of freedom. For more, the last one is used, which is on the safe side.
    /// </summary>
    private static readonly double[] Quantiles = [9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.250, 3.169];

    public required double Low { get; init; }

    public required double High { get; init; }

    public required int Seeds { get; init; }

    /// <param name="seeds">Value of each locked seed with the ends of its interval; at least one seed.</param>
    public static LockedRange Of(IReadOnlyList<(double Value, double Low, double High)> seeds)
    {
        var (low, high) = (seeds.Min(seed => seed.Low), seeds.Max(seed => seed.High));
        if (seeds.Count < MinForPrediction)
        {
            return new LockedRange { Low = low, High = high, Seeds = seeds.Count };
        }

        var mean = seeds.Average(seed => seed.Value);
        var deviation = Math.Sqrt(seeds.Sum(seed => (seed.Value - mean) * (seed.Value - mean)) / (seeds.Count - 1));
        var reach = Quantiles[Math.Min(seeds.Count - 1, Quantiles.Length + 1) - 2] * deviation * Math.Sqrt(1 + (1.0 / seeds.Count));
        return new LockedRange
        {
            Low = Math.Min(low, Math.Max(0, mean - reach)),
            High = Math.Max(high, Math.Min(1, mean + reach)),
            Seeds = seeds.Count,
        };
    }

    public bool Holds(double value) => value >= Low && value <= High;
}
