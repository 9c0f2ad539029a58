using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>What a policy loss knows of each response token of a micro-batch besides its new log-probability; all flat, [N].</summary>
internal sealed record PolicyTokens
{
    /// <summary>Under the policy before the round's first step; null where that is the new one.</summary>
    public Tensor? Old { get; init; }

    /// <summary>The response's advantage.</summary>
    public required Tensor Advantages { get; init; }

    /// <summary>At least 0; carries the aggregation, and 0 masks a token.</summary>
    public required Tensor Weights { get; init; }

    /// <summary>int64: which response a token belongs to, from 0; read where the ratio is a response's.</summary>
    public Tensor? Rows { get; init; }

    /// <summary>As the rollout engine computed them; read by the importance correction.</summary>
    public Tensor? Rollout { get; init; }

    /// <summary>Under the reference policy; read by the divergence.</summary>
    public Tensor? Reference { get; init; }
}
