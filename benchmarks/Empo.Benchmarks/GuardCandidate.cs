namespace Empo.Benchmarks;

/// <summary>An indicator and the direction in which it might foresee a collapse.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Indicator">As the manifest calls it.</param>
/// <param name="Stage">Who measures it.</param>
/// <param name="Suspicion">Of (value, first value): larger is more suspicious.</param>
internal sealed record GuardCandidate(string Name, string Indicator, string Stage, Func<double, double, double> Suspicion)
{
    public static IReadOnlyList<GuardCandidate> All { get; } =
    [
        Falls("distinct_majorities"),
        Falls("information"),
        Rises("information"),
        Falls("pooled_entropy"),
        new("semantic_entropy, low", "semantic_entropy", "guard", (value, _) => -value),
        Falls("semantic_entropy"),
        new("semantic_entropy_slope, steep", "semantic_entropy_slope", "guard", (value, _) => -value),
        new("majority_share, high", "majority_share", "guard", (value, _) => value),
        Grows("copied"),
        Falls("length"),
        Rises("length"),
        Grows("no_answer"),
        Grows("truncated"),
        Grows("repetition"),
        new("kl, high", "kl", "probe", (value, _) => value),
        new("drift, high", "drift", "probe", (value, _) => value),
    ];

    /// <summary>How suspicious a run looks round by round.</summary>
    public IReadOnlyList<(int Round, double Suspicion)> Of(GuardStudyRun run)
    {
        var series = run.Series(Indicator, Stage);
        return [.. series.Select(entry => (entry.Round, Suspicion(entry.Value, series[0].Value)))];
    }

    private static GuardCandidate Falls(string indicator) =>
        new($"{indicator}, falls (share of the first)", indicator, "guard", (value, first) => -value / first);

    private static GuardCandidate Rises(string indicator) =>
        new($"{indicator}, rises (share of the first)", indicator, "guard", (value, first) => value / first);

    private static GuardCandidate Grows(string indicator) =>
        new($"{indicator}, rises (by)", indicator, "guard", (value, first) => value - first);
}
