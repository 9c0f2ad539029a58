namespace Empo.Benchmarks.Gpu;

/// <param name="What">What was done or measured.</param>
/// <param name="Result">The number, or why there is none. Never empty.</param>
internal sealed record GpuRow(string What, string Result)
{
    /// <summary>A row of the Markdown table; line ends and bars would break it.</summary>
    public override string ToString() => $"| {What} | {Clean(Result)} |";

    private static string Clean(string text) =>
        string
            .Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Replace("|", "\\|", StringComparison.Ordinal);
}
