namespace Empo.Stages.Artifacts;

/// <summary>
/// One optimizer step of a round's update: a row of <c>update.parquet</c>. Means are over the minibatch's response tokens that were
/// computed: all, unless the round skips those of advantage 0 (<c>update.zero_advantages</c>; the metric <c>skipped_tokens</c> counts
/// them).
/// </summary>
internal sealed record UpdateStepRow
{
    /// <summary>Optimizer step of the round, from 1.</summary>
    public required int Step { get; init; }

    /// <summary>Pass over the round's kept questions, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Kept questions in the minibatch.</summary>
    public required int Questions { get; init; }

    /// <summary>Response tokens in the minibatch, computed or not.</summary>
    public required int Tokens { get; init; }

    public required double Loss { get; init; }

    /// <summary>Global gradient norm before clipping.</summary>
    public required double GradientNorm { get; init; }

    public required double LearningRate { get; init; }

    /// <summary>Share of all tokens that give no gradient because their ratio was clipped; with CISPO, of the computed ones.</summary>
    public required double ClipFraction { get; init; }

    /// <summary>Mean of exp(new - old log-probability).</summary>
    public required double RatioMean { get; init; }

    /// <summary>k3 estimate of KL(old || new) in nats.</summary>
    public required double K3 { get; init; }

    public static ArtifactSchema<UpdateStepRow> Schema { get; } = new("update steps");
}
