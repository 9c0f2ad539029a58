using System.Globalization;
using System.Net;
using System.Text;

namespace Empo.Stages.Reporting;

/// <summary>Draws a chart as inline SVG; colours and type come from the page's style sheet.</summary>
internal static class SvgChart
{
    private const double Width = 460;
    private const double Height = 250;
    private const double Left = 46;
    private const double RoomForNames = 66;
    private const double RoomForLetter = 7.2;
    private const double RoomForNothing = 14;
    private const double Top = 12;
    private const double Bottom = 34;
    private const double LabelDistance = 14;
    private const double DotRadius = 3;

    public static string Draw(Chart chart)
    {
        var points = chart.Series.SelectMany(series => series.Points).ToArray();
        var x = chart.Scatter
            ? Axis.Over([0, .. points.Select(point => point.X)])
            : Axis.Over(points.Select(point => point.X), whole: true);
        var y = chart.IsShare
            ? Axis.Share
            : Axis.Over([0, .. points.SelectMany(Extent), .. chart.Bound is { } bound ? [bound.Y] : Array.Empty<double>()]);
        var svg = new StringBuilder();
        svg.Append(Invariant($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Escape(chart.Title)}\">"));
        var right = RightOf(chart);
        DrawAxes(svg, chart, x, y);
        if (chart.Bound is { } line)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line class=\"bound\" x1=\"{Left}\" x2=\"{right}\" y1=\"{At(y, line.Y)}\" y2=\"{At(y, line.Y)}\"/><text "
                    + $"class=\"label muted\" x=\"{right + 6}\" y=\"{At(y, line.Y) + 4}\">{Escape(line.Name)}</text>"
            );
        }

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
                    + $"y=\"{Height - Bottom + 18}\">{x.Text(tick)}</text>"
            );
        }

        svg.Append(
            Invariant($"<text class=\"tick muted\" text-anchor=\"end\" x=\"{right}\" y=\"{Height - 3}\">{Escape(chart.XName)}</text>")
        );
    }

    private static void DrawSeries(StringBuilder svg, Chart chart, ChartSeries series, int number, (Axis X, Axis Y) axes)
    {
        var places = series
            .Points.Select(point => (X: Across(axes.X, point.X, RightOf(chart)), Y: At(axes.Y, point.Y), Point: point))
            .ToArray();
        if (!chart.Scatter && places.Length > 1)
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

            if (!chart.Scatter && (series.Marked || places.Length == 1))
            {
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<circle class=\"s{number}\" cx=\"{px:0.#}\" cy=\"{py:0.#}\" "
                        + $"r=\"{DotRadius}\"><title>{Escape(series.Name)}: {point.Y:0.###} at {point.X:0.##}</title></circle>"
                );
            }
        }

        if (chart.Scatter)
        {
            DrawDots(
                svg,
                places.Select(place => (place.X, place.Y)),
                (number, series.Colour is null ? "questions" : $"runs of {Escape(series.Name)}")
            );
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

    /// <summary>Draws names at the lines' ends, moved apart where the lines end close together.</summary>
    private static void DrawNames(StringBuilder svg, Chart chart, Axis y)
    {
        if (chart.Series.Count == 1 || chart.Scatter)
        {
            return;
        }

        var (right, last) = (RightOf(chart), double.NegativeInfinity);
        foreach (
            var (series, number) in chart
                .Series.Select((series, number) => (series, number: series.Colour ?? number))
                .Where(pair => pair.series is { Points.Count: > 0, Name.Length: > 0 })
                .OrderBy(pair => At(y, pair.series.Points[^1].Y))
        )
        {
            var place = Math.Max(At(y, series.Points[^1].Y) + 4, last + LabelDistance);
            last = place;
            svg.Append(Invariant($"<text class=\"label s{number}\" x=\"{right + 6}\" y=\"{place:0.#}\">{Escape(series.Name)}</text>"));
        }
    }

    /// <summary>The right edge of the plot; names of lines and bounds are to the right of it.</summary>
    private static double RightOf(Chart chart) =>
        Width
        - (
            chart.Bound is not null || (chart.Series.Count > 1 && !chart.Scatter)
                ? Math.Max(RoomForNames, chart.Series.Max(series => series.Name.Length) * RoomForLetter)
                : RoomForNothing
        );

    private static double Across(Axis axis, double value, double right) => Left + (axis.Position(value) * (right - Left));

    private static double At(Axis axis, double value) => Height - Bottom - (axis.Position(value) * (Height - Top - Bottom));

    /// <summary>A tick of a share; only the topmost has the percent sign.</summary>
    private static string Percent(Axis axis, double tick) => Invariant($"{100 * tick:0}{(tick == axis.Most ? " %" : "")}");

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
