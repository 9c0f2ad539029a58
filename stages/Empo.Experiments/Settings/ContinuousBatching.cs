using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings;

/// <summary>What <c>rollout.batching</c> comes to on a device.</summary>
public static class ContinuousBatching
{
    /// <summary>Whether ended rows are refilled; otherwise a chunk is one batch.</summary>
    /// <param name="batching">The setting.</param>
    /// <param name="onCard">Whether a card samples.</param>
    /// <param name="deterministic">Whether repeats must have the same bits: then rows must not depend on free memory.</param>
    public static bool IsChosen(RolloutBatching batching, bool onCard, bool deterministic) => batching switch
    {
        RolloutBatching.Chunk => false,
        RolloutBatching.Continuous => true,
        RolloutBatching.Auto => onCard && !deterministic,
    };
}
