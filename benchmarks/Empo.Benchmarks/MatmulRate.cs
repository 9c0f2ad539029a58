using System.Diagnostics;
using static TorchSharp.torch;

namespace Empo.Benchmarks;

/// <summary>What the machine can do now: F32 products of two 1024 x 1024 matrices.</summary>
internal static class MatmulRate
{
    private const int Size = 1024;

    /// <summary>Operations per second over about <paramref name="seconds"/>.</summary>
    public static double Measure(double seconds)
    {
        using var scope = NewDisposeScope();
        var (left, right) = (rand(Size, Size), rand(Size, Size));
        var clock = Stopwatch.StartNew();
        var products = 0;
        do
        {
            using var product = left.matmul(right);
            products++;
        }
        while (clock.Elapsed.TotalSeconds < seconds);

        return products * 2.0 * Size * Size * Size / clock.Elapsed.TotalSeconds;
    }
}
