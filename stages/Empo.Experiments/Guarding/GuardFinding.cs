using System.Globalization;
using Empo.Experiments.Catalog;

namespace Empo.Experiments.Guarding;

/// <summary>A broken limit.</summary>
public sealed record GuardFinding
{
    /// <summary>Round whose rollouts, or whose evaluation, broke it.</summary>
    public required int Round { get; init; }

    public required GuardLimit Limit { get; init; }

    /// <summary>Whether training must stop; otherwise it is a warning.</summary>
    public required bool Stops { get; init; }

    /// <summary>The setting that holds the limit.</summary>
    public required string Setting { get; init; }

    /// <summary>The value beyond which the limit is broken.</summary>
    public required double Bound { get; init; }

    /// <summary>The indicator round by round; the last value broke the limit.</summary>
    public required IReadOnlyList<(int Round, double Value)> History { get; init; }

    /// <summary>What happened and how it developed, without the remedy.</summary>
    public override string ToString()
    {
        static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
        var shown = History.TakeLast(8).ToList();
        var history = string.Join(
            ' ',
            shown.Select(entry => $"{entry.Round.ToString(CultureInfo.InvariantCulture)}:{Number(entry.Value)}")
        );
        var beyond = Limit.Kind is LimitKind.AtMost or LimitKind.RiseOverFirst ? "above" : "below";
        return $"{Limit.Indicator} is {Number(History[^1].Value)} in round {Round.ToString(CultureInfo.InvariantCulture)}, {beyond} "
            + $"{Number(Bound)}: {Limit.Meaning}. By round: {(shown.Count < History.Count ? "... " : "")}{history}";
    }
}
