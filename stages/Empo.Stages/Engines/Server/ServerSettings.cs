using System.Net;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Requests;

namespace Empo.Stages.Engines.Server;

/// <summary>How an inference server is reached, and what it serves.</summary>
internal sealed record ServerSettings
{
    /// <summary>Address without <c>/v1</c> and without a slash at its end.</summary>
    public required string Url { get; init; }

    /// <summary>The model's name in requests.</summary>
    public required string Model { get; init; }

    /// <summary>What tells two states of the served weights apart, in the user's words; part of every chunk's key.</summary>
    public string Revision { get; init; } = "";

    /// <summary>How a round's policy reaches the server.</summary>
    public WeightTransfer Weights { get; init; } = WeightTransfer.Fixed;

    /// <summary>Environment variable that holds the key, or empty.</summary>
    public string KeyVariable { get; init; } = "";

    /// <summary>Of one attempt.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Further attempts after the first.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Requests under way at a time.</summary>
    public int Concurrency { get; init; } = 8;

    public RetryWait Wait { get; init; } = RetryWait.Usual;

    /// <summary>Null takes the environment's.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Whether a stage's settings name a server: they do only where <c>rollout.engine</c> is <c>server</c>.</summary>
    public static bool AreIn(SettingSlice settings) => settings.Has(RolloutServer.Url);

    public static ServerSettings From(SettingSlice settings) => new()
    {
        Url = Trimmed(settings.Get(RolloutServer.Url)),
        Model = settings.Get(RolloutServer.Model),
        Revision = settings.Get(RolloutServer.Revision),
        Weights = settings.Get(RolloutServer.Weights),
        KeyVariable = settings.Get(RolloutServer.KeyVariable),
        Timeout = TimeSpan.FromSeconds(settings.Get(RolloutServer.Timeout)),
        Retries = settings.Get(RolloutServer.Retries),
        Concurrency = settings.Get(RolloutServer.Concurrency),
    };

    /// <summary>What people copy is often the whole address of a request.</summary>
    internal static string Trimmed(string url)
    {
        var bare = url.Trim().TrimEnd('/');
        foreach (var end in new[] { "/completions", "/chat", "/models", "/v1" })
        {
            bare = bare.EndsWith(end, StringComparison.Ordinal) ? bare[..^end.Length].TrimEnd('/') : bare;
        }

        return bare;
    }
}
