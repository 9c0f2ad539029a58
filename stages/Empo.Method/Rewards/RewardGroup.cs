namespace Empo.Method.Rewards;

/// <summary>The input of rewards: the G samples of one question. Data that no reward in use needs may be left out.</summary>
public sealed record RewardGroup
{
    /// <summary>[G] cluster ids numbered by first appearance.</summary>
    public required int[] Clusters { get; init; }

    /// <summary>[G] whether a sample has an answer.</summary>
    public required bool[] Answered { get; init; }

    /// <summary>[M] probability of each cluster by <c>score.estimator</c>.</summary>
    public double[] Probabilities { get; init; } = [];

    /// <summary>[G] response lengths in tokens.</summary>
    public int[] Tokens { get; init; } = [];

    /// <summary>Length in tokens that earns 1 under the reward <c>length</c>.</summary>
    public int Longest { get; init; }

    /// <summary>Longest response that the rollout allows, in tokens.</summary>
    public int MaxTokens { get; init; }

    /// <summary>Number of tokens before that limit over which the overlong penalty grows.</summary>
    public int OverlongCache { get; init; }

    /// <summary>[G] verdicts against the label (<see cref="RewardNeeds.Labels"/>).</summary>
    public bool[]? Correct { get; init; }

    /// <summary>[G][T_i] self-certainty of each token, nats (<see cref="RewardNeeds.TokenStatistics"/>).</summary>
    public IReadOnlyList<float[]>? SelfCertainties { get; init; }

    /// <summary>[G][T_i] entropy of each token, nats (<see cref="RewardNeeds.TokenStatistics"/>).</summary>
    public IReadOnlyList<float[]>? TokenEntropies { get; init; }

    /// <summary>[G] share of each answer among the samples of other questions (<see cref="RewardNeeds.OtherQuestions"/>).</summary>
    public double[]? Elsewhere { get; init; }

    /// <summary>[G] what the program of <c>score.command</c> gave (<see cref="RewardNeeds.Command"/>).</summary>
    public double[]? Commanded { get; init; }

    /// <summary>[G] what the model of <c>score.model</c> gave (<see cref="RewardNeeds.Model"/>).</summary>
    public double[]? ModelScores { get; init; }

    /// <summary>[G] what the service of <c>score.http</c> gave (<see cref="RewardNeeds.Service"/>).</summary>
    public double[]? Served { get; init; }

    /// <summary>λ of the pooled reward.</summary>
    public double PooledLambda { get; init; }

    /// <summary>Seed of the random reward: of the run and the round.</summary>
    public ulong Seed { get; init; }

    /// <summary>Counter of the random reward: hash of the question's id.</summary>
    public ulong Question { get; init; }

    /// <summary>G.</summary>
    public int Samples => Clusters.Length;

    /// <summary>[G] probability of each sample's own cluster.</summary>
    public double[] OwnProbabilities() => [.. Clusters.Select(cluster => Probabilities[cluster])];
}
