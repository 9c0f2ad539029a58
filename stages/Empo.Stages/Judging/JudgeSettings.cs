using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Requests;

namespace Empo.Stages.Judging;

/// <summary>
/// How a judge's server is asked. The address goes up to the version, as in <c>http://host:8000/v1</c>. Nothing but the model's name and
/// the length of a reply changes a verdict.
/// </summary>
internal sealed record JudgeSettings : EndpointOptions
{
    /// <summary>No reply to a yes-or-no question is longer than 4 MiB.</summary>
    public JudgeSettings() => MaxReplyBytes = 4 << 20;

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Tokens of a reply.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Pairs that may be asked about in all.</summary>
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
