using System.Globalization;
using System.Text;

namespace Empo.Experiments.Pages;

/// <summary>Draws a chart as inline SVG; colours and type come from the page's style sheet.</summary>
public static class SvgChart
{
    private const double Width = 400;
    private const double Height = 230;
    private const double Left = 64;
    private const double RoomForLetter = 7.6;
    private const double RoomForNothing = 14;

    /// <summary>Names longer than this end in dots; pointing at them shows them whole.</summary>
    private const int MostLetters = 20;

    private const double Top = 14;
    private const double Bottom = 36;
    private const double LabelDistance = 14;
    private const double DotRadius = 3;

    public static string Draw(Chart chart)
    {
        var points = chart.Series.SelectMany(series => series.Points).ToArray();
        var x = chart.Scatter
            ? Axis.Over([0, .. points.Select(point => point.X)])
            : Axis.OverWhole(points.Select(point => point.X));
        var y = Axis.Over([.. points.SelectMany(Extent), .. chart.Bounds.Select(bound => bound.Y)], chart.IsShare);
        var svg = new StringBuilder();
        svg.Append(Invariant($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{PageText.Encode(chart.Title)}\">"));
        DrawAxes(svg, chart, x, y);
        DrawBounds(svg, chart, y);
        for (var i = 0; i < chart.Series.Count; i++)
        {
            DrawSeries(svg, chart, chart.Series[i], chart.Series[i].Colour ?? i, (x, y));
        }

        DrawNames(svg, chart, y);
        return svg.Append("</svg>").ToString();

        static IEnumerable<double> Extent(ChartPoint point) => [point.Y, point.Low ?? point.Y, point.High ?? point.Y];
    }

    private static void DrawAxes(StringBuilder svg, Chart chart, Axis x, Axis y)
    {
        var right = RightOf(chart);
        foreach (var tick in y.Ticks)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line class=\"grid\" x1=\"{Left}\" x2=\"{right}\" y1=\"{At(y, tick)}\" y2=\"{At(y, tick)}\"/><text "
                    + $"class=\"tick\" text-anchor=\"end\" x=\"{Left - 8}\" "
                    + $"y=\"{At(y, tick) + 4}\">{(chart.IsShare ? Percent(y, tick) : y.Text(tick))}</text>"
            );
        }

        foreach (var tick in x.Ticks)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text class=\"tick\" text-anchor=\"middle\" x=\"{Across(x, tick, right)}\" "
                    + $"y=\"{Height - Bottom + 17}\">{x.Text(tick)}</text>"
            );
        }

        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text class=\"tick muted\" text-anchor=\"end\" x=\"{right}\" y=\"{Height - 4}\">{PageText.Encode(chart.XName)}</text>"
        );
    }

    /// <summary>Draws each bound with its name on the line; names of bounds that lie close together are moved apart.</summary>
    private static void DrawBounds(StringBuilder svg, Chart chart, Axis y)
    {
        var (right, last) = (RightOf(chart), double.NegativeInfinity);
        foreach (var bound in chart.Bounds.OrderByDescending(bound => bound.Y))
        {
            var line = At(y, bound.Y);
            last = Math.Max(Math.Max(line - 4, Top - 2), last + LabelDistance);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line class=\"bound\" x1=\"{Left}\" x2=\"{right}\" y1=\"{line:0.#}\" y2=\"{line:0.#}\"/><text class=\"muted\" "
                    + $"text-anchor=\"end\" x=\"{right - 2}\" y=\"{last:0.#}\">{PageText.Encode(bound.Name)}</text>"
            );
        }
    }

    private static void DrawSeries(StringBuilder svg, Chart chart, ChartSeries series, int number, (Axis X, Axis Y) axes)
    {
        var places = series
            .Points.Select(point => (X: Across(axes.X, point.X, RightOf(chart)), Y: At(axes.Y, point.Y), Point: point))
            .ToArray();
        if (chart.Scatter)
        {
            DrawDots(
                svg,
                places.Select(place => (place.X, place.Y)),
                (number, series.Colour is null ? "questions" : $"runs of {PageText.Encode(series.Name)}")
            );
            return;
        }

        if (places.Length > 1)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<polyline class=\"s{number}\" "
                    + $"points=\"{string.Join(' ', places.Select(place => Invariant($"{place.X:0.#},{place.Y:0.#}")))}\"/>"
            );
        }

        foreach (var (px, py, point) in places)
        {
            if (point is { Low: { } low, High: { } high })
            {
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<line class=\"s{number} whisker\" x1=\"{px:0.#}\" x2=\"{px:0.#}\" y1=\"{At(axes.Y, low):0.#}\" "
                        + $"y2=\"{At(axes.Y, high):0.#}\"/>"
                );
            }

            if (series.Marked || places.Length == 1)
            {
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<circle class=\"s{number}\" cx=\"{px:0.#}\" cy=\"{py:0.#}\" "
                        + $"r=\"{DotRadius}\"><title>{PageText.Encode(series.Name)}: {point.Y:0.######} at {point.X:0.##}</title></circle>"
                );
            }
        }
    }

    /// <summary>Draws equal points as one dot whose area is in proportion to their number.</summary>
    private static void DrawDots(StringBuilder svg, IEnumerable<(double X, double Y)> places, (int Colour, string Dots) kind)
    {
        var (number, dots) = kind;
        foreach (var group in places.GroupBy(place => (Math.Round(place.X, 1), Math.Round(place.Y, 1))))
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<circle class=\"s{number}\" cx=\"{group.Key.Item1:0.#}\" cy=\"{group.Key.Item2:0.#}\" "
                    + $"r=\"{2 * Math.Sqrt(group.Count()):0.#}\"><title>{group.Count()} {dots}</title></circle>"
            );
        }
    }

    /// <summary>Draws names at the lines' ends, moved apart where the lines end close together, but inside the picture.</summary>
    private static void DrawNames(StringBuilder svg, Chart chart, Axis y)
    {
        if (chart.Series.Count == 1 || chart.Scatter)
        {
            return;
        }

        var named = chart
            .Series.Select((series, number) => (Series: series, Number: series.Colour ?? number))
            .Where(pair => pair.Series is { Points.Count: > 0, Name.Length: > 0 })
            .OrderBy(pair => At(y, pair.Series.Points[^1].Y))
            .ToArray();
        double[] places = [.. named.Select(pair => At(y, pair.Series.Points[^1].Y) + 4)];
        for (var i = 1; i < places.Length; i++)
        {
            places[i] = Math.Max(places[i], places[i - 1] + LabelDistance);
        }

        for (var i = places.Length - 1; i >= 0; i--)
        {
            places[i] = Math.Min(places[i], i == places.Length - 1 ? Height - Bottom + 4 : places[i + 1] - LabelDistance);
        }

        for (var i = 0; i < named.Length; i++)
        {
            var name = PageText.Encode(named[i].Series.Name);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text class=\"label s{named[i].Number}\" x=\"{RightOf(chart) + 6}\" y=\"{places[i]:0.#}\">"
                    + $"{PageText.Encode(Shown(named[i].Series.Name))}<title>{name}</title></text>"
            );
        }
    }

    private static string Shown(string name) => name.Length <= MostLetters ? name : name[..(MostLetters - 1)] + "…";

    /// <summary>The right edge of the plot; names of lines are to the right of it.</summary>
    private static double RightOf(Chart chart) =>
        Width
        - (
            chart.Series.Count > 1 && !chart.Scatter
                ? RoomForNothing + (chart.Series.Max(series => Shown(series.Name).Length) * RoomForLetter)
                : RoomForNothing
        );

    private static double Across(Axis axis, double value, double right) => Left + (axis.Position(value) * (right - Left));

    private static double At(Axis axis, double value) => Height - Bottom - (axis.Position(value) * (Height - Top - Bottom));

    /// <summary>A tick of a share; only the topmost has the percent sign.</summary>
    private static string Percent(Axis axis, double tick) =>
        Invariant($"{100 * tick:0.#}{(tick == axis.Ticks[^1] ? " %" : "")}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
