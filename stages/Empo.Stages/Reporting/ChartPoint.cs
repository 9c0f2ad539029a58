namespace Empo.Stages.Reporting;

/// <summary>A measured value, with its interval where there is one.</summary>
internal readonly record struct ChartPoint(double X, double Y, double? Low = null, double? High = null);
