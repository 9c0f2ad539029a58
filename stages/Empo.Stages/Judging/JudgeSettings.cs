using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Requests;

namespace Empo.Stages.Judging;

/// <summary>
/// How a judge's server is called. The address ends with the version, as in <c>http://host:8000/v1</c>. Of these settings, only the model's
/// name and the length of a reply can change a verdict.
/// </summary>
internal sealed record JudgeSettings : EndpointOptions
{
    /// <summary>No reply to a yes-or-no question is longer than 4 MiB.</summary>
    public JudgeSettings() => MaxReplyBytes = 4 << 20;

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Largest number of tokens of a reply.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Largest total number of pairs that the judge is asked about.</summary>
    public required int Requests { get; init; }

    public static JudgeSettings From(SettingSlice settings) => new()
    {
        Url = Trim(settings.Get(Judge.Url), "/completions", "/chat", "/models"),
        Name = settings.Get(Judge.Name),
        KeyVariable = settings.Get(Judge.KeyVariable),
        MaxTokens = settings.Get(Judge.MaxTokens),
        Timeout = TimeSpan.FromSeconds(settings.Get(Judge.Timeout)),
        Retries = settings.Get(Judge.Retries),
        Requests = settings.Get(Judge.Requests),
        Concurrency = settings.Get(Judge.Concurrency),
    };
}
