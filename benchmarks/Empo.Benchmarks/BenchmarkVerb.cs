namespace Empo.Benchmarks;

/// <summary>One thing that the program does.</summary>
/// <param name="Name">First argument.</param>
/// <param name="Usage">The arguments after it.</param>
/// <param name="Run">Called with these arguments; the exit code.</param>
internal sealed record BenchmarkVerb(string Name, string Usage, Func<string[], int> Run);
