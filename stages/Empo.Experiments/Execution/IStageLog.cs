namespace Empo.Experiments.Execution;

/// <summary>The log of a stage. Every call is one line in the build's console and in the stage's log.</summary>
public interface IStageLog
{
    /// <summary>One event, <c>name=value</c> pairs, invariant culture.</summary>
    void Line(string text);

    /// <summary>A line of which the console has the essence elsewhere: it goes into the log, and is shown with <c>-v:n</c>.</summary>
    void Detail(string text) => Line(text);

    /// <summary>Progress of a long piece of work; shown every few seconds at most, with rate and time left.</summary>
    void Progress(string activity, long done, long total, string unit);

    /// <summary>A canonical warning; the build continues.</summary>
    /// <param name="file">The file that the user should open, or null.</param>
    /// <param name="line">One-based line, or 0.</param>
    void Warning(string code, string text, string? file = null, int line = 0);
}
