namespace Empo.Benchmarks.Estimates;

/// <summary>How a version of the engine works, as far as the estimate depends on it.</summary>
internal sealed record EnginePlan
{
    public required string Name { get; init; }

    /// <summary>Kernels of one decoding step in each layer.</summary>
    public required int KernelsPerLayer { get; init; }

    /// <summary>Whether ended rows are refilled; else a chunk takes as many steps as its longest response.</summary>
    public required bool Continuous { get; init; }

    /// <summary>
    /// Bytes moved for each byte of the keys and values that a step attends to: 1, or 3 where keys are copied to F32 first.
    /// </summary>
    public required double CacheTraffic { get; init; }

    /// <summary>Share of the responses whose advantage is 0 and that the update leaves out.</summary>
    public required double LeftOut { get; init; }

    /// <summary>Before continuous batching, fused decoding and the update without responses of advantage 0, and after them.</summary>
    public static IReadOnlyList<EnginePlan> All { get; } =
    [
        new() { Name = "before", KernelsPerLayer = 41, Continuous = false, CacheTraffic = 3, LeftOut = 0 },
        new() { Name = "after", KernelsPerLayer = 17, Continuous = true, CacheTraffic = 1, LeftOut = 0.25 },
    ];
}
