namespace Empo.Experiments.Pages;

/// <summary>A small chart over rounds.</summary>
public sealed record Chart
{
    public required string Title { get; init; }

    /// <summary>The measured quantity and its samples, in one line.</summary>
    public required string Caption { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Whether values are shares, shown in percent.</summary>
    public bool IsShare { get; init; }

    /// <summary>Lines to compare the values with.</summary>
    public IReadOnlyList<ChartBound> Bounds { get; init; } = [];

    /// <summary>Name of the horizontal axis.</summary>
    public string XName { get; init; } = "round";

    /// <summary>Points only, no lines between them.</summary>
    public bool Scatter { get; init; }
}
