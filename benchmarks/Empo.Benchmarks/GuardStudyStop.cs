using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Settings;

namespace Empo.Benchmarks;

/// <summary>Where limits would have stopped a run.</summary>
/// <param name="Round">The round in which the first limit breaks.</param>
/// <param name="Indicator">Whose limit.</param>
/// <param name="HandsOut">The round whose policy the build would have pointed to.</param>
internal sealed record GuardStudyStop(int Round, string Indicator, int HandsOut)
{
    /// <summary>The default limits that stop, without those on accuracy, and some more.</summary>
    public static IReadOnlyList<(GuardLimit Limit, double Bound)> Limits(IReadOnlyDictionary<string, double> more) =>
    [
        .. GuardLimit.All
            .Where(limit => limit.Indicator != GuardLimit.Accuracy)
            .Select(limit => (Limit: limit, Bound: more.TryGetValue(limit.Indicator, out var bound) ? bound : Default(limit)))
            .Where(limit => limit.Bound is not null)
            .Select(limit => (limit.Limit, limit.Bound!.Value)),
    ];

    /// <summary>The first stop, or null where no limit breaks.</summary>
    public static GuardStudyStop? First(GuardStudyRun run, IReadOnlyList<(GuardLimit Limit, double Bound)> limits) => limits
        .Select(limit => (limit.Limit, Round: run.BrokenIn(limit.Limit, limit.Bound)))
        .Where(stop => stop.Round is not null)
        .Select(stop => new GuardStudyStop(stop.Round!.Value, stop.Limit.Indicator, stop.Limit.LeadsBackTo(stop.Round.Value)))
        .MinBy(stop => stop.Round);

    private static double? Default(GuardLimit limit) =>
        SettingTable.All.Single(setting => setting.Path == $"guard.{limit.Indicator}.stop").Default is { } text && text != "none"
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
