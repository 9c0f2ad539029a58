using Empo.Experiments.Execution;

namespace Empo.UnitTests.Training;

/// <summary>A stage log that keeps what it is told.</summary>
internal sealed class RecordingLog : IStageLog
{
    public List<string> Lines { get; } = [];

    public List<string> Warnings { get; } = [];

    public void Line(string text) => Lines.Add(text);

    public void Progress(string activity, long done, long total, string unit)
    {
    }

    public void Warning(string code, string text, string? file = null, int line = 0) => Warnings.Add(code);
}
