using System.Globalization;

namespace Empo.Experiments.Pages;

/// <summary>A linear axis with round tick values.</summary>
/// <param name="Least">Value at its start.</param>
/// <param name="Most">Value at its end.</param>
/// <param name="Step">Distance between two ticks.</param>
public readonly record struct Axis(double Least, double Most, double Step)
{
    private const int TicksWanted = 5;

    /// <summary>A share's axis spans at least this much, so that noise does not look like movement.</summary>
    private const double LeastShares = 0.05;

    /// <summary>Any other axis spans at least this share of its largest value.</summary>
    private const double LeastSpan = 0.1;

    /// <summary>Room for rounding when values are compared with ticks.</summary>
    private const double Slack = 1e-9;

    /// <summary>Whether ticks are whole numbers, the first and the last value among them.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The values that are written at the axis, in order.</summary>
    public IReadOnlyList<double> Ticks
    {
        get
        {
            var (step, least, most) = (Step, Least, Most);
            var (first, last) = ((long)Math.Ceiling((Least / Step) - Slack), (long)Math.Floor((Most / Step) + Slack));
            var multiples = Enumerable.Range(0, (int)(last - first + 1)).Select(i => (first + i) * step);
            return IsWhole
                ? [least, .. multiples.Where(tick => tick - least >= step * 0.4 && most - tick >= step * 0.4), most]
                : [.. multiples];
        }
    }

    /// <summary>Whole numbers, such as rounds: the axis begins and ends at the values themselves.</summary>
    public static Axis OverWhole(IEnumerable<double> values)
    {
        var (least, most) = Ends(values);
        most = Math.Max(most, least + 1);
        return new Axis(least, most, Math.Max(1, RoundStep((most - least) / TicksWanted))) { IsWhole = true };
    }

    /// <summary>
    /// An axis that fits the values and begins and ends at a tick. It begins at 0 where the smallest value is less than half the largest.
    /// </summary>
    /// <param name="values">What is drawn, bounds and ends of intervals included.</param>
    /// <param name="isShare">Whether values are shares: the axis stays within 0 and 1 as far as they do.</param>
    public static Axis Over(IEnumerable<double> values, bool isShare = false)
    {
        var (least, most) = Ends(values);
        var (low, high) = (least >= 0 && least < most / 2 ? 0 : least, most <= 0 && most > least / 2 ? 0 : most);
        var span = isShare ? LeastShares : Math.Max(LeastSpan * Math.Max(Math.Abs(low), Math.Abs(high)), double.Epsilon);
        if (high - low < span)
        {
            var middle = (low + high) / 2;
            (low, high) = (middle - (span / 2), middle + (span / 2));
            (low, high) = least >= 0 && low < 0 ? (0, span) : isShare && most <= 1 && high > 1 ? (1 - span, 1) : (low, high);
        }

        var step = RoundStep(high > low ? (high - low) / TicksWanted : 1);
        low = Math.Floor((low / step) + Slack) * step;
        return new Axis(low, Math.Max(Math.Ceiling((high / step) - Slack) * step, low + step), step);
    }

    /// <summary>0 at the start, 1 at the end.</summary>
    public double Position(double value) => (value - Least) / (Most - Least);

    /// <summary>A tick as text: plain, or with a power of ten where the step is very small or the value very large.</summary>
    public string Text(double tick) =>
        Math.Abs(tick) < Step * Slack
            ? "0"
            : tick.ToString(Step < 1e-4 || Math.Abs(tick) >= 1e6 ? "0.##E+0" : "0.#####", CultureInfo.InvariantCulture);

    private static (double Least, double Most) Ends(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite).DefaultIfEmpty(0)];
        return (finite.Min(), finite.Max());
    }

    /// <summary>The next larger of 1, 2, 5 times a power of ten.</summary>
    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return power * (step / power) switch { <= 1.000001 => 1, <= 2.000001 => 2, <= 5.000001 => 5, _ => 10 };
    }
}
