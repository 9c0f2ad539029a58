using Empo.Models;
using Empo.Stages.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.Benchmarks;

/// <summary>
/// What one token of each row costs beside arithmetic: tensors made (a native object and a managed one each), managed bytes, and the rate.
/// Chunk and continuous batching in turns, on the same model.
/// </summary>
internal static class DecodingCost
{
    private const int PromptTokens = 32;
    private const int ResponseTokens = 128;

    public static void Print(DecoderConfig config, int turns, TextWriter output)
    {
        using var decoder = DemonstrationModel.Create(config);
        output.WriteLine(
            "| rows | type | batching | tensors a step | tensors a layer | managed kB a step | tokens/s | continuous / chunk |"
        );
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var rows in new[] { 1, 16, 64, 256 })
        {
            foreach (var dtype in new[] { ScalarType.Float32, ScalarType.BFloat16 })
            {
                using LocalEngine chunk = new(decoder, dtype);
                using var continuous = new ContinuousEngine(decoder, rows, dtype);
                var shape = new DecodingShape(rows, PromptTokens, ResponseTokens);
                var batch = SamplingBenchmark.Chunk(decoder, shape);
                var (chunks, rates) = (new List<Cost>(), new List<Cost>());
                for (var turn = 0; turn < turns; turn++)
                {
                    chunks.Add(Measure(sampled => chunk.Complete(batch, sampled, default), shape));
                    rates.Add(Measure(sampled => continuous.Complete(batch, sampled, default), shape));
                }

                var ratio = Median.Of([.. chunks.Zip(rates, (one, other) => other.Rate / one.Rate)]);
                foreach (var (name, costs) in new[] { ("chunk", chunks), ("continuous", rates) })
                {
                    output.WriteLine(
                        $"| {rows} | {dtype} | {name} | {costs[^1].Tensors:F0} | {costs[^1].Tensors / config.Layers:F0} | "
                            + $"{costs[^1].Bytes / 1024:F0} | {Median.Of([.. costs.Select(cost => cost.Rate)]):F0} | "
                            + $"{(name == "chunk" ? "" : $"{ratio:F2}")} |"
                    );
                }
            }
        }
    }

    /// <summary>Per step after the first tokens; the rate is per second of the processor.</summary>
    private static Cost Measure(Action<Action<int>> complete, DecodingShape shape)
    {
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var (sampled, start, tensors, bytes) = (0, TimeSpan.Zero, 0L, 0L);
        complete(_ =>
        {
            if (++sampled == shape.Rows)
            {
                (start, tensors) = (Environment.CpuUsage.TotalTime, Made(statistics));
                bytes = GC.GetAllocatedBytesForCurrentThread();
            }
        });
        var steps = (double)(shape.ResponseTokens - 1);
        return new Cost(
            (Made(statistics) - tensors) / steps,
            (GC.GetAllocatedBytesForCurrentThread() - bytes) / steps,
            shape.TokensAfterFirst / (Environment.CpuUsage.TotalTime - start).TotalSeconds
        );
    }

    private static long Made(LifetimeStatistics statistics) =>
        statistics.CreatedInScopeCount + statistics.CreatedOutsideScopeCount;

    private sealed record Cost(double Tensors, double Bytes, double Rate);
}
