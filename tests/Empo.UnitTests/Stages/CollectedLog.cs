using Empo.Experiments.Execution;

namespace Empo.UnitTests.Stages;

/// <summary>Keeps what a stage says, from several threads.</summary>
internal sealed class CollectedLog : IStageLog
{
    private readonly Lock _adding = new();

    public List<string> Lines { get; } = [];

    /// <summary>Code, file and line of each warning.</summary>
    public List<string> Places { get; } = [];

    public void Line(string text)
    {
        lock (_adding)
        {
            Lines.Add(text);
        }
    }

    public void Progress(string activity, long done, long total, string unit)
    {
    }

    public void Warning(string code, string text, string? file = null, int line = 0)
    {
        Line($"{code} {text}");
        lock (_adding)
        {
            Places.Add($"{code} {Path.GetFileName(file)}({line})");
        }
    }
}
