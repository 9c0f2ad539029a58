using System.Globalization;

namespace Empo.PipelineTests.Harness;

/// <summary>How much of the fault tests is run: a part in CI, everything by <c>tests/faults.sh</c>.</summary>
internal static class FaultRuns
{
    /// <summary>Whether every case is wanted (EMPO_FAULTS=all).</summary>
    public static bool All { get; } = Environment.GetEnvironmentVariable("EMPO_FAULTS") == "all";

    /// <summary>Signals to send (EMPO_KILLS).</summary>
    public static int Kills { get; } =
        int.Parse(Environment.GetEnvironmentVariable("EMPO_KILLS") ?? (All ? "100" : "9"), CultureInfo.InvariantCulture);

    /// <summary>Adds a row to the table that a person wants to see (EMPO_FAULTS_TABLE names its file); nothing otherwise.</summary>
    public static void Report(string row)
    {
        if (Environment.GetEnvironmentVariable("EMPO_FAULTS_TABLE") is { Length: > 0 } file)
        {
            lock (typeof(FaultRuns))
            {
                File.AppendAllText(file, row + "\n");
            }
        }
    }
}
