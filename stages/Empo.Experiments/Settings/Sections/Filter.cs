using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;
using Empo.Method;

namespace Empo.Experiments.Settings.Sections;

/// <summary>Which questions are trained on, and the advantages of their responses.</summary>
public static class Filter
{
    private static readonly SettingSection Section = new();

    public static Setting<string?> Decisions { get; } = Section.File("filter.decisions", "none", [],
        "CSV file of people's decisions (question_id, decision: keep, drop, correct: answer), or none. Its content is an input of "
        + "filter.");

    public static Setting<double?> EntropyLow { get; } =
        Section.OptionalNumber("filter.entropy.low", null, double.NegativeInfinity, double.PositiveInfinity, [StageTable.Filter],
        "Lower bound (exclusive) of semantic entropy; none for no bound.");

    public static Setting<double?> EntropyHigh { get; } =
        Section.OptionalNumber("filter.entropy.high", null, double.NegativeInfinity, double.PositiveInfinity, [StageTable.Filter],
        "Upper bound (exclusive) of semantic entropy; none for no bound.");

    public static Setting<EntropyUnit> EntropyUnits { get; } = Section.Choice("filter.entropy.unit", EntropyUnit.Nats, [StageTable.Filter],
        "Unit of the two bounds: nats, or the share of ln G (rollout.samples).");

    public static Setting<bool> Unanimous { get; } = Section.Flag("filter.unanimous", true, [StageTable.Filter],
        "Drop questions whose answers all agree: no share tells them apart. Under every reward, also those (random, length, token "
        + "entropy) that could.");

    public static Setting<bool> AllDifferent { get; } = Section.Flag("filter.all_different", true, [StageTable.Filter],
        "Drop questions of which no two answers agree, by counting clusters; under every reward, also the correct one among them.");

    public static Setting<double> MajorityLow { get; } = Section.Number("filter.majority.low", 0, 0, 1, [StageTable.Filter],
        "Least share of the largest cluster.");

    public static Setting<double> MajorityHigh { get; } = Section.Number("filter.majority.high", 1, 0, 1, [StageTable.Filter],
        "Largest share of the largest cluster.");

    public static Setting<double> NoAnswer { get; } = Section.Number("filter.no_answer", 1, 0, 1, [StageTable.Filter],
        "Largest share of responses without an answer.");

    public static Setting<double?> RewardLow { get; } =
        Section.OptionalNumber("filter.reward.low", null, double.NegativeInfinity, double.PositiveInfinity, [StageTable.Filter],
        "Least value of a group's largest reward; none for no bound.");

    public static Setting<double?> RewardHigh { get; } =
        Section.OptionalNumber("filter.reward.high", null, double.NegativeInfinity, double.PositiveInfinity, [StageTable.Filter],
        "Largest value of a group's largest reward; none for no bound.");

    public static Setting<AdvantageEstimator> Advantage { get; } =
        Section.Choice(
            "filter.advantage.estimator",
            AdvantageEstimator.ZScore,
            [StageTable.Filter],
            "Advantage of a response: GRPO, Dr. GRPO or RLOO.",
            separator: '_'
        );

    public static Setting<double> AdvantageEpsilon { get; } = Section.Number("filter.advantage.epsilon", 0.0001, 0, 1, [StageTable.Filter],
        "Added to the standard deviation of a group's rewards by z_score.");

    public static Setting<int> AdvantageDdof { get; } = Section.Integer("filter.advantage.ddof", 1, 0, 1, [StageTable.Filter],
        "Degrees of freedom of that standard deviation: 1 for the sample's, 0 for the population's.");

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
