namespace Empo.Experiments.Upstream;

/// <summary>Where an upstream store's news goes while a task asks it.</summary>
public interface IUpstreamLog
{
    /// <summary>A line for the console, or only for a verbose one.</summary>
    void Line(string text, bool shown);

    /// <summary>A warning; the build goes on.</summary>
    void Warning(string code, string text);
}
