namespace Empo.Stages.Reporting;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Written at the line's end.</param>
/// <param name="Points">In order of x.</param>
/// <param name="Marked">Whether each point is shown, because there are few.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points, bool Marked = false);
