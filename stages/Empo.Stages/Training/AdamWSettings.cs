using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Stages.Training;

/// <summary>Constants of AdamW (arXiv 1711.05101); the learning rate comes with each step.</summary>
internal sealed record AdamWSettings
{
    public required double Beta1 { get; init; }

    public required double Beta2 { get; init; }

    public required double Epsilon { get; init; }

    /// <summary>Decoupled decay of matrices; norms and biases are never decayed.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>
    /// Whether moments and master weights lie in host memory and the step is computed there, in slices (<c>update.optimizer: host</c>).
    /// </summary>
    public bool OnHost { get; init; }

    /// <summary>The constants in the section <c>update</c>.</summary>
    public static AdamWSettings From(SettingSlice settings) => new()
    {
        Beta1 = settings.Get(Update.Beta1),
        Beta2 = settings.Get(Update.Beta2),
        Epsilon = settings.Get(Update.Epsilon),
        WeightDecay = settings.Get(Update.WeightDecay),
        OnHost = settings.Get(Update.Optimizer) == OptimizerPlace.Host,
    };
}
