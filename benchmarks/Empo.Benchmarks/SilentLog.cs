using Empo.Experiments.Execution;

namespace Empo.Benchmarks;

/// <summary>A log that nobody reads.</summary>
internal sealed class SilentLog : IStageLog
{
    public void Line(string text)
    {
    }

    public void Progress(string activity, long done, long total, string unit)
    {
    }

    public void Warning(string code, string text, string? file = null, int line = 0)
    {
    }
}
