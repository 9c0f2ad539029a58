namespace Empo.Benchmarks.Processes;

/// <param name="ExitCode">Null where the process was ended at its time limit.</param>
/// <param name="Output">Standard output and error, in the order in which lines came.</param>
/// <param name="Seconds">Wall time.</param>
internal sealed record ProcessOutcome(int? ExitCode, string Output, double Seconds)
{
    public bool Succeeded => ExitCode == 0;
}
