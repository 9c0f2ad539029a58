namespace Empo.Stages.Reporting;

/// <summary>A small chart over rounds.</summary>
internal sealed record Chart
{
    public required string Title { get; init; }

    /// <summary>The measured quantity and its samples, in one line.</summary>
    public required string Caption { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Whether values are shares, shown in percent from 0 to 100.</summary>
    public bool IsShare { get; init; }

    /// <summary>A bound to draw, such as ln G, with its name.</summary>
    public (double Y, string Name)? Bound { get; init; }

    /// <summary>Name of the horizontal axis.</summary>
    public string XName { get; init; } = "round";

    /// <summary>Points only, no lines between them.</summary>
    public bool Scatter { get; init; }
}
