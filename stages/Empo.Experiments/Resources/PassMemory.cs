using Empo.Models;

namespace Empo.Experiments.Resources;

/// <summary>The memory of forward passes over whole conversations by a model beside the policy: a reward model.</summary>
public sealed record PassMemory
{
    /// <summary>Padded tokens of one pass, unless one sequence is longer.</summary>
    public const int PassTokens = 16_384;

    /// <summary>What lowers the peak, most effective first.</summary>
    public const string Remedy =
        "Choose a smaller reward model (score.model.folder) or judge (score.judge.model), leave score.model.dtype at model, or "
        + "lower rollout.max_tokens";

    private const int F32 = 4;

    public required DecoderConfig Model { get; init; }

    /// <summary>Bytes of a weight in memory: 2 (BF16) or 4.</summary>
    public required int WeightBytes { get; init; }

    /// <summary>Longest conversation in tokens.</summary>
    public required long Longest { get; init; }

    /// <summary>Number of conversations; null where it is not known.</summary>
    public long? Sequences { get; init; }

    /// <summary>Bytes of the policy that stays in memory meanwhile.</summary>
    public long PolicyBytes { get; init; }

    public MemoryEstimate Estimate() => new()
    {
        Stage = "score with the reward model",
        Parts =
        [
            new(MemoryEstimate.Weights, Model.ParameterCount * WeightBytes),
            new("policy beside it", PolicyBytes),
            new("one layer's work", PassBytes()),
        ],
        Remedy = Remedy,
    };

    /// <summary>
    /// Feed-forward, attention and hidden states of one layer for a pass, each norm's input in F32, and what windows hide.
    /// </summary>
    private long PassBytes()
    {
        var tokens = Math.Max(Longest, Sequences is { } sequences ? Math.Min(PassTokens, sequences * Longest) : PassTokens);
        var token =
            (((3 * Model.IntermediateSize) + (5 * Model.QueryWidth) + (4 * Model.HiddenSize)) * WeightBytes)
            + (2 * F32 * Model.HiddenSize)
            + Model.ScoreBytes(Longest);
        return Model.MaskBytes(Longest, WeightBytes) + (tokens * token);
    }
}
