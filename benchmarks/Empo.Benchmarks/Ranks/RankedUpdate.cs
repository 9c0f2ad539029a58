using System.Globalization;
using System.Runtime.InteropServices;
using Empo.Experiments.Properties;
using Empo.Models;
using Empo.Stages.Distribution;
using Empo.Stages.Modeling;
using Empo.Stages.Training;

namespace Empo.Benchmarks.Ranks;

/// <summary>Times of updates over ranks in seconds, those of all ranks together. Every update is one step.</summary>
/// <param name="Computing">Before each sum.</param>
/// <param name="Summing">Each sum of gradients.</param>
/// <param name="Gathering">Each copy of the gradient or of the weights to all ranks.</param>
/// <param name="Sums">Sums of a step.</param>
/// <param name="Gathers">Copies of a step.</param>
internal sealed record RankedUpdate(
    IReadOnlyList<double> Computing,
    IReadOnlyList<double> Summing,
    IReadOnlyList<double> Gathering,
    int Sums,
    int Gathers
)
{
    /// <summary>Padded tokens of a micro-batch.</summary>
    public const int MicroBatchTokens = 480;

    /// <summary>Micro-batches of each rank in an update.</summary>
    public const int Waves = 4;

    private const int Length = 60;

    /// <param name="group">The ranks.</param>
    /// <param name="config">The model, with random weights in F32.</param>
    /// <param name="reduction">How gradients are added.</param>
    /// <param name="turns">Updates, after one to warm up.</param>
    public static RankedUpdate Measure(MpiGroup group, DecoderConfig config, Reduction reduction, int turns)
    {
        using var decoder = DemonstrationModel.Create(config);
        var groups = TrainingBenchmark.Groups(decoder, Waves * group.Size * MicroBatchTokens / Length, Length);
        Update(group, decoder, groups, reduction);
        var updates = Enumerable.Range(0, turns).Select(_ => Update(group, decoder, groups, reduction)).ToList();
        List<double> Of(Func<TimedExchange, List<double>> times)
        {
            double[] mine = [.. updates.SelectMany(times)];
            return [.. group
                .AllGather(MemoryMarshal.AsBytes<double>(mine).ToArray())
                .SelectMany(bytes => MemoryMarshal.Cast<byte, double>(bytes).ToArray())];
        }

        return new RankedUpdate(
            Of(update => update.Computing),
            Of(update => update.Summing),
            Of(update => update.Gathering),
            updates[0].Summing.Count,
            updates[0].Gathering.Count
        );
    }

    /// <summary>A row of the table: times of a step in ms, and the share of the exchange, by medians and by minima.</summary>
    public string ToRow(string name)
    {
        var (typical, least) = (Step(Median.Of), Step(Enumerable.Min));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {typical.Computing * 1e3:F1} | {typical.Exchange * 1e3:F2} | {typical.Exchange / typical.Computing:P1} "
                + $"| {least.Computing * 1e3:F1} | {least.Exchange * 1e3:F2} | {least.Exchange / least.Computing:P1} |"
        );
    }

    private (double Computing, double Exchange) Step(Func<IEnumerable<double>, double> middle) =>
        (Sums * middle(Computing), (Sums * middle(Summing)) + (Gathers * middle(Gathering)));

    private static TimedExchange Update(MpiGroup group, CausalDecoder decoder, List<PolicyGroup> groups, Reduction reduction)
    {
        var exchange = new TimedExchange(
            new BlockExchange(new MpiTransport(group), group.Rank, group.Size),
            () => group.Native.Wait(group.Native.Ibarrier())
        );
        var trainer = new PolicyTrainer(decoder, TrainingBenchmark.Settings(MicroBatchTokens), new SilentLog())
        {
            Place = new TrainingPlace
            {
                Ranks = group,
                Exchange = exchange,
                Reduction = reduction,
            },
        };
        trainer.Train(groups, 1, null, default).Saved!.Dispose();
        return exchange;
    }
}
