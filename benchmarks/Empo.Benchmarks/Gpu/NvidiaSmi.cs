using System.ComponentModel;
using System.Globalization;
using Empo.Benchmarks.Processes;

namespace Empo.Benchmarks.Gpu;

/// <summary>What the driver's own program says of the first card; null where it is not on the PATH or does not answer.</summary>
internal static class NvidiaSmi
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Name, driver and memory.</summary>
    public static string? Card() => Ask("name,driver_version,memory.total", "csv,noheader");

    /// <summary>Megabytes (2^20) in use, other programs' included.</summary>
    public static double? UsedMegabytes() =>
        Ask("memory.used", "csv,noheader,nounits") is { } text && double.TryParse(text, CultureInfo.InvariantCulture, out var used)
            ? used
            : null;

    /// <summary>Runs <paramref name="work"/> and reports the most memory in use meanwhile, read each half second.</summary>
    public static (T Result, double? Megabytes) Peak<T>(Func<T> work)
    {
        var before = UsedMegabytes();
        if (before is null)
        {
            return (work(), null);
        }

        using var stop = new ManualResetEventSlim();
        double peak = 0;
        var watch = new Thread(() =>
        {
            while (!stop.Wait(TimeSpan.FromSeconds(0.5)))
            {
                peak = Math.Max(peak, (UsedMegabytes() ?? 0) - before.Value);
            }
        });
        watch.Start();
        try
        {
            return (work(), Stopped());
        }
        finally
        {
            stop.Set();
        }

        double Stopped()
        {
            stop.Set();
            watch.Join();
            return peak;
        }
    }

    private static string? Ask(string query, string format)
    {
        try
        {
            var outcome = BoundedProcess.Run("nvidia-smi", [$"--query-gpu={query}", $"--format={format}"], Limit, Path.GetTempPath());
            return outcome.Succeeded ? outcome.Output.Split('\n')[0].Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
