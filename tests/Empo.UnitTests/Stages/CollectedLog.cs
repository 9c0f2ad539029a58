using Empo.Experiments.Execution;

namespace Empo.UnitTests.Stages;

/// <summary>Keeps what a stage says.</summary>
internal sealed class CollectedLog : IStageLog
{
    public List<string> Lines { get; } = [];

    public void Line(string text) => Lines.Add(text);

    public void Progress(string activity, long done, long total, string unit)
    {
    }

    public void Warning(string code, string text, string? file = null, int line = 0) => Lines.Add($"{code} {text}");
}
