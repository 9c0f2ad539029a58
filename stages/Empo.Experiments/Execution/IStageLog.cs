namespace Empo.Experiments.Execution;

/// <summary>Where a stage says what it does; every call is one line in the build's console and in the stage's log.</summary>
public interface IStageLog
{
    /// <summary>One event, <c>name=value</c> pairs, invariant culture.</summary>
    void Line(string text);

    /// <summary>How far a long piece of work is; shown at most once a second, with rate and time left.</summary>
    void Progress(string activity, long done, long total, string unit);

    /// <summary>A canonical warning; the build goes on.</summary>
    void Warning(string code, string text);
}
