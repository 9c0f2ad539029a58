using System.Globalization;

namespace Empo.Experiments.Metrics;

/// <summary>What a filter's manifest counts: read by the console, by the report and by whoever asks what a round was short of.</summary>
public static class FilterMetrics
{
    /// <summary>Questions that the round trains on.</summary>
    public const string Kept = "kept";

    /// <summary>Questions that the round sampled.</summary>
    public const string Questions = "questions";

    /// <summary>Kept questions less than <c>rollout.questions</c>.</summary>
    public const string Shortfall = "shortfall";

    /// <summary>Kept questions that are trained with an answer of a person's; only where there are decisions.</summary>
    public const string Corrected = "corrected";

    /// <summary>
    /// Questions that a round which sampled more than it wanted is short of all the same; 0 where it sampled no more, since then every
    /// dropped question is one less.
    /// </summary>
    public static int Missing(IReadOnlyDictionary<string, double> metrics) =>
        metrics.GetValueOrDefault(Kept) + metrics.GetValueOrDefault(Shortfall) < metrics.GetValueOrDefault(Questions)
            ? (int)metrics.GetValueOrDefault(Shortfall)
            : 0;

    /// <summary><c> shortfall=3</c>, or nothing.</summary>
    public static string ShortfallText(IReadOnlyDictionary<string, double> metrics) =>
        Missing(metrics) is > 0 and var missing ? string.Create(CultureInfo.InvariantCulture, $" shortfall={missing}") : "";
}
