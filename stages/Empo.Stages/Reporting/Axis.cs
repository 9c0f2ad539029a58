using System.Globalization;

namespace Empo.Stages.Reporting;

/// <summary>A linear axis with round tick values.</summary>
/// <param name="Least">Value at its start.</param>
/// <param name="Most">Value at its end.</param>
/// <param name="Step">Distance between two ticks.</param>
internal readonly record struct Axis(double Least, double Most, double Step)
{
    private const int TicksWanted = 5;

    /// <summary>0 to 100 %.</summary>
    public static Axis Share => new(0, 1, 0.25);

    /// <summary>The multiples of the step on the axis.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            var step = Step;
            var (first, last) = ((long)Math.Ceiling((Least / Step) - 1e-9), (long)Math.Floor((Most / Step) + 1e-9));
            return Enumerable.Range(0, (int)(last - first + 1)).Select(i => (first + i) * step);
        }
    }

    /// <summary>
    /// An axis that covers all values. It begins and ends at a tick, or at the values themselves where they are whole numbers.
    /// </summary>
    public static Axis Over(IEnumerable<double> values, bool whole = false)
    {
        double[] finite = [.. values.Where(double.IsFinite).DefaultIfEmpty(0)];
        var (least, most) = (finite.Min(), finite.Max());
        var step = RoundStep(Math.Max(most - least, whole ? 1 : 1e-6) / TicksWanted);
        if (whole)
        {
            return new Axis(least, Math.Max(most, least + 1), Math.Max(1, step));
        }

        return new Axis(
            Math.Floor((least / step) + 1e-9) * step,
            Math.Max(Math.Ceiling((most / step) - 1e-9), Math.Floor(least / step) + 1) * step,
            step
        );
    }

    /// <summary>0 at the start, 1 at the end.</summary>
    public double Position(double value) => (value - Least) / (Most - Least);

    public string Text(double tick) => tick.ToString("0.#####", CultureInfo.InvariantCulture);

    /// <summary>The next larger of 1, 2, 5 times a power of ten.</summary>
    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return power * (step / power) switch { <= 1.000001 => 1, <= 2.000001 => 2, <= 5.000001 => 5, _ => 10 };
    }
}
