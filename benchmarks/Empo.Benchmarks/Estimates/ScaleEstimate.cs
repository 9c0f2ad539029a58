namespace Empo.Benchmarks.Estimates;

/// <summary>
/// Seconds of one round of a 7B model, all weights, over cards: a simulation of sampling and a calculation of the update, from constants
/// that are assumed and not measured.
/// </summary>
/// <param name="Cards">N.</param>
/// <param name="Sampling">Until the last response of the round has ended.</param>
/// <param name="Update">Forward and backward passes, in waves of N micro-batches.</param>
/// <param name="Busy">Share of the update's waves in which a card has a micro-batch.</param>
/// <param name="FastLinks">Exchange of gradients and weights between the cards of one host.</param>
/// <param name="Network">The same over 400 Gb/s a card.</param>
/// <param name="Saving">Weights and optimizer's state to disk by one process.</param>
internal sealed record ScaleEstimate(
    int Cards,
    double Sampling,
    double Update,
    double Busy,
    double FastLinks,
    double Network,
    double Saving
)
{
    /// <summary>256 questions x 16.</summary>
    public const int Responses = 4096;

    /// <summary>Lengths are lognormal with this mean, and 1.8 % reach <see cref="MostTokens"/>.</summary>
    public const int MeanTokens = 784;

    public const int MostTokens = 3072;
    public const int PromptTokens = 300;

    /// <summary>Padded tokens of a micro-batch, and optimizer steps of a round.</summary>
    public const int MicroBatchTokens = 16_384, Steps = 8;

    /// <summary>Seconds of a decoding step: weights read and kernels started, and a row's part.</summary>
    public const double StepSeconds = 8e-3, RowSeconds = 75e-6;

    /// <summary>Rows of a card at most (continuous batching).</summary>
    public const int MostRows = 256;

    /// <summary>Operations a second in training: 40 % of 989e12.</summary>
    public const double Operations = 0.4 * 989e12;

    /// <summary>Bytes a second between the cards of one host, over 400 Gb/s, and to disk.</summary>
    public const double FastLink = 300e9, NetworkLink = 40e9, Disk = 1e9;

    private const double Parameters = 7.6e9;
    private const double Sigma = 0.806; // with the mean of 784, 1.8 % are at 3,072 or above
    private static readonly double Mu = Math.Log(MeanTokens) - (Sigma * Sigma / 2);

    public double Total(bool oneHost) => Sampling + Update + (oneHost ? FastLinks : Network) + Saving;

    public static ScaleEstimate Of(int cards)
    {
        var random = new Random(1);
        int[] lengths = [.. Enumerable.Range(0, Responses).Select(_ => Length(random))];
        var microBatches = Math.Ceiling((lengths.Sum() + ((double)Responses * PromptTokens)) / MicroBatchTokens / Steps);
        var waves = Math.Ceiling(microBatches / cards);
        var pass = MicroBatchTokens * 8 * Parameters / Operations; // forward, forward again, backward
        // Each wave a card sends 16-bit gradients to their owners, and each step it receives the others' weights.
        var bytes = Steps * (waves + 1) * 2 * Parameters * (cards - 1) / cards;
        return new ScaleEstimate(
            cards,
            Enumerable.Range(0, cards).Max(card => Sample([.. lengths.Where((_, i) => i % cards == card)])),
            Steps * waves * pass,
            microBatches / (waves * cards),
            bytes / FastLink,
            bytes / NetworkLink,
            14 * Parameters / Disk // bfloat16 weights, F32 master weights and both moments
        );
    }

    /// <summary>Seconds in which one card decodes responses of these lengths, each row taking the next as soon as it is free.</summary>
    private static double Sample(int[] lengths)
    {
        var (seconds, next, rows) = (0.0, 0, new PriorityQueue<int, int>());
        var now = 0;
        while (true)
        {
            while (rows.Count < MostRows && next < lengths.Length)
            {
                rows.Enqueue(0, now + lengths[next++]);
            }

            if (!rows.TryPeek(out _, out var end))
            {
                return seconds;
            }

            seconds += (end - now) * (StepSeconds + (rows.Count * RowSeconds));
            now = end;
            while (rows.TryPeek(out _, out var same) && same == now)
            {
                rows.Dequeue();
            }
        }
    }

    private static int Length(Random random)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return (int)Math.Clamp(Math.Exp(Mu + (Sigma * normal)), 1, MostTokens);
    }
}
