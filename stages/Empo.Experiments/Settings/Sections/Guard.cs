using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings.Sections;

/// <summary>Limits that detect a collapse.</summary>
public static class Guard
{
    private static readonly SettingSection Section = new();

    public static Setting<GuardAction> Action { get; } = Section.Choice("guard.action", GuardAction.Stop, [],
        "What a broken limit does: end the build with an error, warn, or nothing.");

    public static Setting<int> MinQuestions { get; } = Section.Integer("guard.min_questions", 32, 1, 1_000_000, [],
        "Rounds with fewer questions are not judged: their indicators are mostly chance.");

    public static Setting<int> Probes { get; } = Section.Integer("guard.probes", 0, 0, 1_000_000, [StageTable.Probe],
        "Training questions that each round's policy and the base are asked to see how far they have come apart (guard.kl, "
        + "guard.drift); they are the same in every round and with every seed. 0 asks none: it needs the model.");

    /// <summary>The limits of each indicator, in the order of <see cref="GuardLimit.All"/>.</summary>
    public static IReadOnlyDictionary<string, GuardThresholds> Limits { get; } = new[]
    {
        Limit("distinct_majorities", 0.75, 0.65,
            "Least share of the first round's distinct majority answers per question, beyond which a round is warned of; none for no "
            + "limit."),
        Limit("information", 0.5, null,
            "Least share of the first round's mutual information of question and answer, beyond which a round is warned of; none for "
            + "no limit."),
        Limit("pooled_entropy", null, null,
            "Least share of the first round's entropy over all answers, beyond which a round is warned of; none for no limit."),
        Limit("semantic_entropy", null, null,
            "Least mean semantic entropy in nats, beyond which a round is warned of; none for no limit."),
        Limit("majority_share", null, null,
            "Largest mean share of the largest cluster, beyond which a round is warned of; none for no limit."),
        Limit("copied", 0.1, 0.15,
            "Largest rise of the share of answers that are copied from their question (as score.copied_guard counts them) over the "
            + "first round's, beyond which a round is warned of; none for no limit."),
        Limit("length_change", null, null,
            "Least mean response length as a share of the first round's, beyond which a round is warned of; none for no limit."),
        Limit("no_answer", 0.1, 0.3,
            "Largest rise of the share of responses without an answer over the first round's, beyond which a round is warned of; "
            + "none for no limit."),
        Limit("truncated", 0.2, 0.5,
            "Largest rise of the share of truncated responses over the first round's, beyond which a round is warned of; none for no "
            + "limit."),
        Limit("repetition", 0.1, 0.3,
            "Largest rise of the share of repeated 4-grams over the first round's, beyond which a round is warned of; none for no "
            + "limit."),
        Limit("kl", null, null,
            "Largest divergence of the policy from the base, KL(policy || base) in nats a token, beyond which a round is warned of; "
            + "only with guard.probes; none for no limit."),
        Limit("drift", null, null,
            "Largest share of probes whose greedy answer differs in meaning from the base's, beyond which a round is warned of; only "
            + "with guard.probes; none for no limit."),
        Limit("accuracy", 0, 0.05,
            "Largest fall of pass@1 on development questions below the base's, by the upper end of its interval; only with "
            + "evaluate.split: development, beyond which a round is warned of; none for no limit."),
    }.ToDictionary(limit => limit.Indicator, StringComparer.Ordinal);

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;

    private static GuardThresholds Limit(string indicator, double? warn, double? stop, string meaning) => new(indicator,
        Threshold($"guard.{indicator}.warn", warn, meaning),
        Threshold($"guard.{indicator}.stop", stop, "The same, beyond which training stops."));

    private static Setting<double?> Threshold(string path, double? value, string meaning) =>
        Section.OptionalNumber(path, value, double.NegativeInfinity, double.PositiveInfinity, [], meaning);
}
