namespace Empo.UnitTests.Oracles;

/// <summary>A minibatch for the scalar reference loss: N sequences, row n with T_n tokens.</summary>
internal sealed record PolicyBatch
{
    /// <summary>[N][T_n] log-probabilities under the policy being trained, nats.</summary>
    public required double[][] NewLogProbs { get; init; }

    /// <summary>[N][T_n] log-probabilities under the policy before the first step.</summary>
    public required double[][] OldLogProbs { get; init; }

    /// <summary>[N] advantage of each sequence.</summary>
    public required double[] Advantages { get; init; }

    /// <summary>[N][T_n] true where a token counts.</summary>
    public required bool[][] Mask { get; init; }
}
