namespace Empo.Experiments.Pages;

/// <summary>A measured value, with its interval where there is one.</summary>
public readonly record struct ChartPoint(double X, double Y, double? Low = null, double? High = null);
