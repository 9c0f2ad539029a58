namespace Empo.Experiments.Reproduction;

/// <summary>
/// Where a share (accuracy) is expected that another machine measures on the same experiment. Training is chaotic in the last bits, so that
/// machine's run is at worst like one with one more seed: the range is the 99 % prediction interval of one further value,
/// mean ± t s √(1 + 1/n) over the n locked seeds, and at least the seeds' own 95 % intervals. Of one or two seeds these are all there is.
/// </summary>
public sealed record LockedRange
{
    /// <summary>Seeds from which on a further value is predicted.</summary>
    public const int MinForPrediction = 3;

    /// <summary>Two-sided 99 % quantiles of Student's t for 2 to 10 degrees of freedom; beyond, the last one is on the safe side.</summary>
    private static readonly double[] Quantiles = [9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.250, 3.169];

    public required double Low { get; init; }

    public required double High { get; init; }

    public required int Seeds { get; init; }

    /// <param name="seeds">Value and ends of its interval, of each locked seed; at least one.</param>
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
