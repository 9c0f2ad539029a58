namespace Empo.Experiments.Storage;

/// <summary>An ordered pair of answers: whether the second means the same as the first is one verdict.</summary>
/// <param name="Context">What else the verdict depends on: the question's id, or empty.</param>
/// <param name="First">The reference.</param>
/// <param name="Second">The candidate.</param>
public sealed record VerdictPair(string Context, string First, string Second);
