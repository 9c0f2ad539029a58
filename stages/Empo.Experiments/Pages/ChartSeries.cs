namespace Empo.Experiments.Pages;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Written at the line's end; empty for a line without a name.</param>
/// <param name="Points">In order of x.</param>
/// <param name="Marked">Whether each point is drawn, because there are few.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points, bool Marked = false)
{
    /// <summary>Index of the colour; null takes the index of the line.</summary>
    public int? Colour { get; init; }
}
