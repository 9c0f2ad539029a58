
namespace Empo.Experiments.Catalog;

/// <summary>One row of the table of limits.</summary>
/// <param name="Indicator">Name of the metric, and of the settings <c>guard.&lt;indicator&gt;.warn</c> and <c>.stop</c>.</param>
/// <param name="Kind">How the two compare.</param>
/// <param name="Meaning">What a broken limit means, in words for the user.</param>
public sealed record GuardLimit(string Indicator, LimitKind Kind, string Meaning)
{
    public const string Accuracy = "accuracy";

    /// <summary>
    /// The stage that measures the indicator. <c>guard</c> measures the rollouts of a round, and so the policy before that round.
    /// <c>probe</c> and <c>evaluate</c> measure the policy after it.
    /// </summary>
    public StageDefinition Stage { get; init; } = StageTable.Guard;

    /// <summary>
    /// The round of the last good policy where this limit stops training in <paramref name="round"/>. A stop by accuracy leads back to the
    /// last evaluated policy instead.
    /// </summary>
    public int LeadsBackTo(int round) => Math.Max(0, round - (Stage == StageTable.Probe ? 1 : 2));

    /// <summary>All limits, in the order in which they are reported.</summary>
    public static IReadOnlyList<GuardLimit> All { get; } =
    [
        new("distinct_majorities", LimitKind.ShareOfFirst, "ever more questions get the same majority answer"),
        new("information", LimitKind.ShareOfFirst, "answers depend less on their question"),
        new("pooled_entropy", LimitKind.ShareOfFirst, "the answers of the whole round become fewer"),
        new("semantic_entropy", LimitKind.AtLeast, "the samples of a question hardly differ any more"),
        new("majority_share", LimitKind.AtMost, "the samples of a question hardly differ any more"),
        new("copied", LimitKind.RiseOverFirst, "more answers repeat a part of their question"),
        new("length_change", LimitKind.AtLeast, "responses shrink"),
        new("no_answer", LimitKind.RiseOverFirst, "more responses have no answer"),
        new("truncated", LimitKind.RiseOverFirst, "more responses are cut off"),
        new("repetition", LimitKind.RiseOverFirst, "responses repeat themselves"),
        new("kl", LimitKind.AtMost, "the policy has moved away from the base") { Stage = StageTable.Probe },
        new("drift", LimitKind.AtMost, "greedy answers are no longer those of the base") { Stage = StageTable.Probe },
        new(Accuracy, LimitKind.FallBelowBase, "accuracy on labelled development questions has fallen") { Stage = StageTable.Evaluate },
    ];

    /// <summary>
    /// Whether a value breaks the limit. A first value that is not positive (chance alone) has no shares, so no value breaks a limit that
    /// is a share of it.
    /// </summary>
    /// <param name="value">The indicator now; for accuracy, the upper end of its interval.</param>
    /// <param name="first">The indicator in the first round; for accuracy, the base's value.</param>
    /// <param name="limit">From the experiment.</param>
    public bool IsBroken(double value, double first, double limit) =>
        Kind is LimitKind.AtMost or LimitKind.RiseOverFirst
            ? value > Bound(first, limit)
            : value < Bound(first, limit) && Applies(first);

    /// <summary>Whether the indicator has a limit at all where this was its first value.</summary>
    public bool Applies(double first) => Kind != LimitKind.ShareOfFirst || !(first <= 0);

    /// <summary>The value beyond which the limit is broken.</summary>
    public double Bound(double first, double limit) => Kind switch
    {
        LimitKind.ShareOfFirst => limit * first,
        LimitKind.RiseOverFirst => first + limit,
        LimitKind.FallBelowBase => first - limit,
        _ => limit,
    };
}
