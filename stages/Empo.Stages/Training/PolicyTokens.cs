using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// The data of each response token of a micro-batch that a policy loss reads besides the new log-probability; all flat, [N].
/// </summary>
internal sealed record PolicyTokens
{
    /// <summary>Log-probabilities under the policy before the round's first step; null where they equal the new ones.</summary>
    public Tensor? Old { get; init; }

    /// <summary>The response's advantage.</summary>
    public required Tensor Advantages { get; init; }

    /// <summary>At least 0; carries the aggregation, and 0 masks a token.</summary>
    public required Tensor Weights { get; init; }

    /// <summary>int64: which response a token belongs to, from 0; read where the ratio is per response.</summary>
    public Tensor? Rows { get; init; }

    /// <summary>Log-probabilities as the rollout engine computed them; read by the importance correction.</summary>
    public Tensor? Rollout { get; init; }

    /// <summary>Log-probabilities under the reference policy; read by the KL term.</summary>
    public Tensor? Reference { get; init; }
}
