using Empo.Experiments.Catalog;
using Empo.Stages.SuiteReports;

namespace Empo.Benchmarks;

/// <summary>One run of the guard study: accuracy after every round beside what the guard measured.</summary>
internal sealed class GuardStudyRun(SuiteResult result)
{
    /// <summary>A run whose accuracy falls this far below the base's has collapsed.</summary>
    public const double Fall = 0.05;

    private readonly IReadOnlyList<(int Round, double Accuracy)> _accuracy =
    [
        .. result
            .Evaluations.Select(evaluation => (evaluation.Round, evaluation.Metrics["pass@1"]))
            .OrderBy(evaluation => evaluation.Round),
    ];

    public string Name => $"{result.Arm} seed {result.Seed}";

    public double Base => _accuracy[0].Accuracy;

    /// <summary>maj@k of the base for the largest k.</summary>
    public double BaseMajority =>
        result
            .Base.Where(metric => metric.Key.StartsWith("maj@", StringComparison.Ordinal))
            .MaxBy(metric => int.Parse(metric.Key[4..], System.Globalization.CultureInfo.InvariantCulture))
            .Value;

    public double Lowest => _accuracy.Min(entry => entry.Accuracy);

    public double Last => _accuracy[^1].Accuracy;

    /// <summary>The first round whose policy is <see cref="Fall"/> below the base; null where none is.</summary>
    public int? FellIn => _accuracy.Where(entry => Base - entry.Accuracy >= Fall).Select(entry => (int?)entry.Round).FirstOrDefault();

    public bool Collapses => FellIn is not null;

    /// <summary>Never fell, and ended as far above the base as the others fell below.</summary>
    public bool IsGood => !Collapses && Last - Base >= Fall;

    public double AccuracyOf(int round) => _accuracy.Last(entry => entry.Round <= round).Accuracy;

    /// <summary>An indicator round by round.</summary>
    public IReadOnlyList<(int Round, double Value)> Series(string indicator, string stage) =>
        [
            .. (stage == "probe" ? result.Probes : result.Indicators)
                .Where(entry => entry.Metrics.ContainsKey(indicator))
                .Select(entry => (entry.Round, entry.Metrics[indicator]))
                .OrderBy(entry => entry.Round),
        ];

    /// <summary>The first round in which an indicator breaks a limit.</summary>
    public int? BrokenIn(GuardLimit limit, double bound)
    {
        var series = Series(limit.Indicator, limit.Stage.Name);
        return series
            .Where(entry => limit.IsBroken(entry.Value, series[0].Value, bound))
            .Select(entry => (int?)entry.Round)
            .FirstOrDefault();
    }
}
