using System.Globalization;

namespace Empo.Experiments.Metrics;

/// <summary>
/// Counts in a filter's manifest. The console and the report read them, and so does any code that asks how many questions a round lacks.
/// </summary>
public static class FilterMetrics
{
    /// <summary>Questions that the round trains on.</summary>
    public const string Kept = "kept";

    /// <summary>Questions that the round sampled.</summary>
    public const string Questions = "questions";

    /// <summary>How many fewer questions were kept than <c>rollout.questions</c> asks for.</summary>
    public const string Shortfall = "shortfall";

    /// <summary>Kept questions that are trained with a person's answer; only where there are decisions.</summary>
    public const string Corrected = "corrected";

    /// <summary>
    /// How many questions an oversampling round still lacks. It is 0 where the round did not oversample, since then every dropped question
    /// is one fewer.
    /// </summary>
    public static int Missing(IReadOnlyDictionary<string, double> metrics) =>
        metrics.GetValueOrDefault(Kept) + metrics.GetValueOrDefault(Shortfall) < metrics.GetValueOrDefault(Questions)
            ? (int)metrics.GetValueOrDefault(Shortfall)
            : 0;

    /// <summary><c> shortfall=3</c>, or nothing.</summary>
    public static string ShortfallText(IReadOnlyDictionary<string, double> metrics) =>
        Missing(metrics) is > 0 and var missing ? string.Create(CultureInfo.InvariantCulture, $" shortfall={missing}") : "";
}
