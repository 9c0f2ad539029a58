namespace Empo.Stages.Artifacts;

/// <summary>One optimizer step of a round's update: a row of <c>update.parquet</c>.</summary>
internal sealed record UpdateStepRow
{
    /// <summary>Optimizer step since the start of the run, from 1.</summary>
    public required int Step { get; init; }

    public required double Loss { get; init; }

    /// <summary>Global gradient norm before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Share of response tokens whose ratio was clipped.</summary>
    public required double ClipFraction { get; init; }

    /// <summary>Mean absolute difference between the trainer's and the rollout's log-probabilities before the step, in nats.</summary>
    public required double MismatchMean { get; init; }

    /// <summary>99.9th percentile of that difference.</summary>
    public required double MismatchP999 { get; init; }

    /// <summary>Mean k3 estimate of the divergence between the two, in nats.</summary>
    public required double K3 { get; init; }

    /// <summary>Response tokens in the minibatch.</summary>
    public required int Tokens { get; init; }

    public static ArtifactSchema<UpdateStepRow> Schema { get; } = new(
        "update steps",
        new ColumnList<UpdateStepRow>()
            .Integer("step", row => row.Step)
            .Number("loss", row => row.Loss)
            .Number("gradient_norm", row => row.GradientNorm)
            .Number("clip_fraction", row => row.ClipFraction)
            .Number("mismatch_mean", row => row.MismatchMean)
            .Number("mismatch_p999", row => row.MismatchP999)
            .Number("k3", row => row.K3)
            .Integer("tokens", row => row.Tokens),
        row => new UpdateStepRow
        {
            Step = row.Integer("step"),
            Loss = row.Number("loss"),
            GradientNorm = row.Number("gradient_norm"),
            ClipFraction = row.Number("clip_fraction"),
            MismatchMean = row.Number("mismatch_mean"),
            MismatchP999 = row.Number("mismatch_p999"),
            K3 = row.Number("k3"),
            Tokens = row.Integer("tokens"),
        });
}
