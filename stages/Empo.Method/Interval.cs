namespace Empo.Method;

/// <summary>An estimate with its confidence interval.</summary>
public readonly record struct Interval(double Estimate, double Low, double High);
