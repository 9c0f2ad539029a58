using Empo.Experiments.Execution;

namespace Empo.Stages.Verbs;

/// <summary>The log of what a verb calls: lines are results, warnings go where errors go. Several threads may write.</summary>
internal sealed class VerbLog(TextWriter output, TextWriter errors) : IStageLog
{
    private readonly Lock _writing = new();

    public void Line(string text)
    {
        lock (_writing)
        {
            output.WriteLine(text);
        }
    }

    /// <summary>Nothing: verbs are short.</summary>
    public void Progress(string activity, long done, long total, string unit)
    {
    }

    public void Warning(string code, string text, string? file = null, int line = 0) =>
        Write(UserError.Canonical("warning", code, text, file, line));

    public void Error(string code, string text) => Write(UserError.Canonical("error", code, text));

    private void Write(string canonical)
    {
        lock (_writing)
        {
            errors.WriteLine(canonical);
        }
    }
}
