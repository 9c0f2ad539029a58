using Empo.Experiments.Settings;
using Empo.Method;

namespace Empo.Stages.Scoring;

/// <summary>How a kept group's rewards become advantages.</summary>
/// <param name="Estimator">Which formula.</param>
/// <param name="Epsilon">Added to the standard deviation of the z-score.</param>
/// <param name="DegreesOfFreedom">Of that standard deviation, 0 or 1.</param>
internal sealed record AdvantageRule(AdvantageEstimator Estimator, double Epsilon, int DegreesOfFreedom)
{
    public static AdvantageRule From(SettingSlice settings) => new(
        settings.Text("filter.advantage.estimator") switch
        {
            "mean_centred" => AdvantageEstimator.MeanCentred,
            "leave_one_out" => AdvantageEstimator.LeaveOneOut,
            _ => AdvantageEstimator.ZScore,
        },
        settings.Number("filter.advantage.epsilon"),
        settings.Integer("filter.advantage.ddof"));

    /// <summary>[G] advantages.</summary>
    public double[] Of(double[] rewards) => Advantages.Of(rewards, Estimator, Epsilon, DegreesOfFreedom);
}
