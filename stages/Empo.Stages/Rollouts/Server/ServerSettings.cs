using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Requests;

namespace Empo.Stages.Rollouts.Server;

/// <summary>How an inference server is reached, and what it serves.</summary>
internal sealed record ServerSettings : EndpointOptions
{
    /// <summary>The model's name in requests.</summary>
    public required string Model { get; init; }

    /// <summary>The user's name that distinguishes two states of the served weights; part of every chunk's key.</summary>
    public string Revision { get; init; } = "";

    /// <summary>How a round's policy reaches the server.</summary>
    public WeightTransfer Weights { get; init; } = WeightTransfer.Fixed;

    /// <summary>Whether a stage's settings name a server: they do only where <c>rollout.engine</c> is <c>server</c>.</summary>
    public static bool AreIn(SettingSlice settings) => settings.Has(RolloutServer.Url);

    public static ServerSettings From(SettingSlice settings)
    {
        IReadOnlyList<string> urls = settings.Get(RolloutServer.Urls) is { Count: > 0 } several
            ? several
            : [settings.Get(RolloutServer.Url)];
        return From(settings, [.. urls.Select(Trimmed)]);
    }

    private static ServerSettings From(SettingSlice settings, IReadOnlyList<string> urls) => new()
    {
        Url = urls[0],
        OtherUrls = [.. urls.Skip(1)],
        Model = settings.Get(RolloutServer.Model),
        Revision = settings.Get(RolloutServer.Revision),
        Weights = settings.Get(RolloutServer.Weights),
        KeyVariable = settings.Get(RolloutServer.KeyVariable),
        Timeout = TimeSpan.FromSeconds(settings.Get(RolloutServer.Timeout)),
        Retries = settings.Get(RolloutServer.Retries),
        Concurrency = settings.Get(RolloutServer.Concurrency),
    };

    /// <summary>The address before <c>/v1</c>, from which the paths of servers begin.</summary>
    internal static string Trimmed(string url) => Trim(url, "/completions", "/chat", "/models", "/v1");
}
