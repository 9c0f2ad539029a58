using Empo.Experiments.Settings;

namespace Empo.Stages.Scoring;

/// <summary>Which reward a response earns.</summary>
/// <param name="Kind">A choice of <c>score.reward</c>.</param>
/// <param name="NoAnswer">Reward of a response without an answer.</param>
/// <param name="Seed">Seed of the random reward.</param>
/// <param name="Round">Round, a counter of the random reward.</param>
internal sealed record RewardRule(string Kind, double NoAnswer, ulong Seed, int Round)
{
    public static RewardRule From(SettingSlice settings, int round) =>
        new(settings.Text("score.reward"), settings.Number("score.no_answer"), (ulong)settings.LongInteger("seed"), round);
}
