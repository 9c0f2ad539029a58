using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Method;

namespace Empo.Stages.Scoring;

/// <summary>How a kept group's rewards become advantages.</summary>
/// <param name="Estimator">Which formula.</param>
/// <param name="Epsilon">Added to the standard deviation of the z-score.</param>
/// <param name="DegreesOfFreedom">Delta degrees of freedom (ddof) of that standard deviation, 0 or 1.</param>
internal sealed record AdvantageRule(AdvantageEstimator Estimator, double Epsilon, int DegreesOfFreedom)
{
    public static AdvantageRule From(SettingSlice settings) => new(
        settings.Get(Filter.Advantage), settings.Get(Filter.AdvantageEpsilon), settings.Get(Filter.AdvantageDdof));

    /// <summary>[G] advantages.</summary>
    public double[] Of(double[] rewards) => Advantages.Of(rewards, Estimator, Epsilon, DegreesOfFreedom);
}
