namespace Empo.Stages.Scoring;

/// <summary>The data beyond a group's samples that some rewards need. A part that the rule does not read is null.</summary>
internal sealed record RewardEvidence
{
    /// <summary>Length in tokens that earns 1 under the reward <c>length</c>.</summary>
    public required int Longest { get; init; }

    /// <summary>[G] verdicts against the label; read only by the reward <c>correct</c>.</summary>
    public bool[]? Correct { get; init; }

    /// <summary>[G] share of each answer among the samples of other questions; read by the reward <c>pooled</c>.</summary>
    public double[]? Elsewhere { get; init; }

    /// <summary>[G] numbers of the user's program; read by the reward <c>command</c>.</summary>
    public double[]? Commanded { get; init; }

    /// <summary>[G] scores of the reward model; read by the reward <c>model</c>.</summary>
    public double[]? ModelScores { get; init; }

    /// <summary>[G] what the reward service gave, where the reward needs it.</summary>
    public double[]? Served { get; init; }

    /// <summary>The question's text; read by the guard against copied answers.</summary>
    public string? Question { get; init; }

    /// <summary>[G][T_i] log-probabilities under the reference policy; read by the k1 penalty.</summary>
    public float[][]? Reference { get; init; }
}
