namespace Empo.Benchmarks.Estimates;

/// <summary>What a card does at best, and the shares of it that are assumed.</summary>
internal sealed record CardRates
{
    public required string Name { get; init; }

    /// <summary>Dense bfloat16 operations per second.</summary>
    public required double OperationsPerSecond { get; init; }

    /// <summary>Bytes per second from the card's memory.</summary>
    public required double BytesPerSecond { get; init; }

    /// <summary>Seconds until the next kernel can start where the processor starts each of them.</summary>
    public double LaunchSeconds { get; init; } = 5e-6;

    /// <summary>Share of the operations that products of some hundred rows reach in decoding.</summary>
    public double DecodingShare { get; init; } = 0.6;

    /// <summary>Share of the operations that an update reaches (MFU), recomputation not counted as useful.</summary>
    public double UpdateShare { get; init; } = 0.4;

    /// <summary>H100 SXM, NVIDIA's data sheet without sparsity.</summary>
    public static CardRates H100 { get; } = new()
    {
        Name = "H100 80 GB",
        OperationsPerSecond = 989e12,
        BytesPerSecond = 3.35e12,
    };
}
