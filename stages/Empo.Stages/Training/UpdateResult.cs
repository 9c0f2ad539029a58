namespace Empo.Stages.Training;

/// <summary>The result of a policy update.</summary>
internal sealed record UpdateResult
{
    /// <summary>A row per optimizer step; none where no question was kept, and then the policy is untouched.</summary>
    public required IReadOnlyList<StepStatistics> Steps { get; init; }

    /// <summary>Kept questions.</summary>
    public required int Kept { get; init; }

    /// <summary>Training forward pass against rollout, over the computed responses; null where there are none.</summary>
    public required Mismatch? Mismatch { get; init; }

    /// <summary>The optimizer's state after the last step, for the caller to save and dispose; null where no question was kept.</summary>
    public required ISavedOptimizer? Saved { get; init; }

    /// <summary>The same where one process holds all of it.</summary>
    public AdamWState? Optimizer => Saved as AdamWState;
}
