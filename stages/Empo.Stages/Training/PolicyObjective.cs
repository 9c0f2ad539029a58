using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Method;
using Empo.Stages.Training.Losses;

namespace Empo.Stages.Training;

/// <summary>The terms of a policy loss.</summary>
internal sealed record PolicyObjective
{
    /// <summary>PPO-clip with this range and nothing else.</summary>
    public static PolicyObjective Ppo(ClipRange clip) => new() { Loss = ClippedSurrogate.Ppo, Clip = clip };

    public required PolicyLossFunction Loss { get; init; }

    public required ClipRange Clip { get; init; }

    /// <summary>Correction for the difference of trainer and rollout engine.</summary>
    public ImportanceCorrection Importance { get; init; }

    /// <summary>C, its bound.</summary>
    public double LargestWeight { get; init; } = 2;

    /// <summary>β of the divergence from the reference; 0 for none.</summary>
    public double KlBeta { get; init; }

    public KlEstimator Kl { get; init; } = KlEstimator.K3;

    /// <summary>Weight of the entropy of each token's distribution, which is subtracted from the loss; 0 for none.</summary>
    public double EntropyBonus { get; init; }

    public static PolicyObjective From(SettingSlice settings) =>
        new()
        {
            Loss = PolicyLosses.Get(settings.Get(Update.Loss)),
            Clip = new ClipRange
            {
                Low = settings.Get(Update.ClipLow),
                High = settings.Get(Update.ClipHigh),
                Dual = settings.Get(Update.ClipDual),
            },
            Importance = settings.Get(Update.Importance),
            LargestWeight = settings.Get(Update.ImportanceCap),
            KlBeta = settings.Get(Update.KlBeta),
            Kl = settings.Get(Update.KlEstimate),
            EntropyBonus = settings.Get(Update.EntropyBonus),
        };
}
