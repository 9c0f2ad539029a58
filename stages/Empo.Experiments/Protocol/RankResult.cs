using Empo.Experiments.Execution;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Protocol;

/// <summary>What a stage that ran in ranks leaves beside its files, for the manifest that the build's own stage process writes.</summary>
public sealed record RankResult
{
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Outputs that are an unchanged input: the input's place in the request.</summary>
    public required IReadOnlyDictionary<string, int> PassedThrough { get; init; }

    /// <summary>The chunks used, in order; their paths do not travel.</summary>
    public required IReadOnlyList<ChunkEntry> Chunks { get; init; }

    /// <summary>What the stage adds to the numerics of its processes.</summary>
    public required IReadOnlyDictionary<string, string> StageNumerics { get; init; }

    /// <summary>The numerics of the processes.</summary>
    public required IReadOnlyDictionary<string, string> Numerics { get; init; }

    /// <summary>What a stage's code has told its context.</summary>
    public static RankResult Of(StageContext context, IReadOnlyDictionary<string, string> numerics) => new()
    {
        Metrics = context.Metrics,
        PassedThrough = context.PassedThrough.ToDictionary(
            passed => passed.Key,
            passed => context.Request.Inputs.Index().First(input => input.Item == passed.Value).Index),
        Chunks = context.Chunks.Used,
        StageNumerics = context.Numerics,
        Numerics = numerics,
    };

    /// <summary>Tells it to another context of the same request.</summary>
    public void ApplyTo(StageContext context)
    {
        foreach (var (name, value) in Metrics)
        {
            context.Metric(name, value);
        }

        foreach (var (name, input) in PassedThrough)
        {
            context.PassThrough(name, context.Request.Inputs[input]);
        }

        foreach (var chunk in Chunks)
        {
            context.Chunks.Use(chunk with { Path = context.Chunks.PathOf(chunk.Key) });
        }

        foreach (var (name, value) in StageNumerics)
        {
            context.Numeric(name, value);
        }
    }
}
