using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Requests;

namespace Empo.Stages.Scoring;

/// <summary>How a reward service is called. Of these settings, only the version can change a reward.</summary>
internal sealed record RewardServiceSettings : EndpointOptions
{
    /// <summary>A number per response is short.</summary>
    public RewardServiceSettings() => MaxReplyBytes = 16 << 20;

    /// <summary>The version that each reply must name; empty for any.</summary>
    public required string Version { get; init; }

    /// <summary>Questions in a request.</summary>
    public required int Questions { get; init; }

    public static RewardServiceSettings From(SettingSlice settings) => new()
    {
        Url = settings.Get(Score.HttpUrl).Trim(),
        Version = settings.Get(Score.HttpVersion).Trim(),
        KeyVariable = settings.Get(Score.HttpKeyVariable),
        Questions = settings.Get(Score.HttpQuestions),
        Concurrency = settings.Get(Score.HttpConcurrency),
        Timeout = TimeSpan.FromSeconds(settings.Get(Score.HttpTimeout)),
        Retries = settings.Get(Score.HttpRetries),
    };
}
