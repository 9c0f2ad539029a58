namespace Empo.Experiments.Pages;

/// <summary>A horizontal line that values are compared with: a limit of the guard, or the largest possible value.</summary>
/// <param name="Y">Where it is drawn.</param>
/// <param name="Name">Written on the line, such as <c>stop</c> or <c>ln 16</c>.</param>
public sealed record ChartBound(double Y, string Name);
