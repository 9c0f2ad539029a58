namespace Empo.UnitTests.Oracles;

/// <summary>Loss of every token of a minibatch of N sequences, before it is aggregated.</summary>
internal sealed record TokenLosses
{
    /// <summary>[N][T_n] losses; masked positions are 0.</summary>
    public required double[][] Values { get; init; }

    /// <summary>
    /// Share of unmasked tokens without a gradient: the clipped branch was the larger one, or the dual clip bounds the loss.
    /// </summary>
    public required double ClipFraction { get; init; }
}
