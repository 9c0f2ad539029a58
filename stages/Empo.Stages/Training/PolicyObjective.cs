using Empo.Experiments.Settings;
using Empo.Method;

namespace Empo.Stages.Training;

/// <summary>The terms of a policy loss.</summary>
internal sealed record PolicyObjective
{
    /// <summary>PPO-clip with this range and nothing else.</summary>
    public static PolicyObjective Ppo(ClipRange clip) => new() { Ratio = RatioLevel.Token, Clip = clip };

    public required RatioLevel Ratio { get; init; }

    public required ClipRange Clip { get; init; }

    /// <summary>Correction for the difference of trainer and rollout engine.</summary>
    public ImportanceCorrection Importance { get; init; }

    /// <summary>C, its bound.</summary>
    public double LargestWeight { get; init; } = 2;

    /// <summary>β of the divergence from the reference; 0 for none.</summary>
    public double KlBeta { get; init; }

    public KlEstimator Kl { get; init; } = KlEstimator.K3;

    public static PolicyObjective From(SettingSlice settings) => new()
    {
        Ratio = settings.Text("update.loss") == "gspo" ? RatioLevel.Sequence : RatioLevel.Token,
        Clip = new ClipRange { Low = settings.Number("update.clip.low"), High = settings.Number("update.clip.high"), Dual = settings.OptionalNumber("update.clip.dual") },
        Importance = settings.Text("update.importance.correction") switch
        {
            "truncate" => ImportanceCorrection.Truncate,
            "mask" => ImportanceCorrection.Mask,
            _ => ImportanceCorrection.None,
        },
        LargestWeight = settings.Number("update.importance.largest"),
        KlBeta = settings.Number("update.kl.beta"),
        Kl = settings.Text("update.kl.estimator") == "k2" ? KlEstimator.K2 : KlEstimator.K3,
    };
}
