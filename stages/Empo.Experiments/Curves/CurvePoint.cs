namespace Empo.Experiments.Curves;

/// <summary>One value of a curve.</summary>
/// <param name="Tag">Name of the curve, <c>stage/metric</c>.</param>
/// <param name="Round">Its place on the axis: 0 for the base.</param>
/// <param name="Value">The value; never NaN or infinite.</param>
/// <param name="Time">When the stage was finished, in seconds since 1970 UTC.</param>
public readonly record struct CurvePoint(string Tag, int Round, double Value, double Time);
