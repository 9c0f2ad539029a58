using System.Diagnostics;
using System.Globalization;

namespace Empo.Benchmarks;

/// <summary>
/// A rate as a share of the matmul rate. Both are measured in turns of about half a second, so that what else the machine does
/// meets both; the medians over the turns are reported.
/// </summary>
/// <param name="TokensPerSecond">Median.</param>
/// <param name="OperationsPerSecond">Median.</param>
/// <param name="MatmulPerSecond">Median.</param>
/// <param name="OfMatmul">Median of the turns' ratios.</param>
internal sealed record Share(double TokensPerSecond, double OperationsPerSecond, double MatmulPerSecond, double OfMatmul)
{
    private const double TurnSeconds = 0.5;

    /// <param name="turns">Number of turns after one to warm up.</param>
    /// <param name="tokens">Tokens of one call of <paramref name="work"/>.</param>
    /// <param name="operations">Floating-point operations of one call.</param>
    /// <param name="work">What is measured.</param>
    public static Share Measure(int turns, long tokens, double operations, Action work)
    {
        Turn(work);
        MatmulRate.Measure(TurnSeconds);
        var measured = Enumerable.Range(0, turns)
            .Select(_ => (Calls: Turn(work), Matmul: MatmulRate.Measure(TurnSeconds)))
            .ToList();
        return new Share(
            Median.Of(measured.Select(turn => turn.Calls * tokens)),
            Median.Of(measured.Select(turn => turn.Calls * operations)),
            Median.Of(measured.Select(turn => turn.Matmul)),
            Median.Of(measured.Select(turn => turn.Calls * operations / turn.Matmul)));
    }

    public string ToRow(string name) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {TokensPerSecond:N0} | {OperationsPerSecond / 1e9:F1} | {MatmulPerSecond / 1e9:F1} | {OfMatmul:P1} |");

    /// <summary>Calls per second.</summary>
    private static double Turn(Action work)
    {
        var (clock, calls) = (Stopwatch.StartNew(), 0);
        do
        {
            work();
            calls++;
        }
        while (clock.Elapsed.TotalSeconds < TurnSeconds);

        return calls / clock.Elapsed.TotalSeconds;
    }
}
