namespace Empo.Stages.Training;

/// <summary>One optimizer step. Means are over the computed response tokens of its kept questions.</summary>
internal sealed record StepStatistics
{
    /// <summary>One-based, within the round.</summary>
    public required int Step { get; init; }

    /// <summary>One-based pass over the round's questions.</summary>
    public required int Epoch { get; init; }

    /// <summary>Kept questions of the minibatch.</summary>
    public required int Questions { get; init; }

    public required double Loss { get; init; }

    /// <summary>Global norm before clipping.</summary>
    public required double GradientNorm { get; init; }

    public required double LearningRate { get; init; }

    /// <summary>Response tokens that were not computed, because their advantage is 0.</summary>
    public long SkippedTokens { get; init; }

    public required RatioStatistics Ratio { get; init; }
}
