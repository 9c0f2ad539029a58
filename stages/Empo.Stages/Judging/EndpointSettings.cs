using System.Net;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Requests;

namespace Empo.Stages.Judging;

/// <summary>How a server is asked; nothing but the model's name and the length of a reply changes a verdict.</summary>
internal sealed record EndpointSettings
{
    /// <summary>Address up to the version, as in <c>http://host:8000/v1</c>.</summary>
    public required string Url { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>The server's key, or null.</summary>
    public string? Key { get; init; }

    /// <summary>Tokens of a reply.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>How long one attempt may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Attempts after the first.</summary>
    public required int Retries { get; init; }

    /// <summary>Pairs that may be asked about in all.</summary>
    public required int Requests { get; init; }

    /// <summary>Requests under way at a time.</summary>
    public required int Parallel { get; init; }

    public RetryWait Wait { get; init; } = RetryWait.Usual;

    /// <summary>Null takes the environment's.</summary>
    public IWebProxy? Proxy { get; init; }

    public static EndpointSettings From(SettingSlice settings) => new()
    {
        Url = Trimmed(settings.Get(Judge.Url)),
        Name = settings.Get(Judge.Name),
        Key = settings.Get(Judge.KeyVariable) is { Length: > 0 } variable ? Environment.GetEnvironmentVariable(variable)?.Trim() : null,
        MaxTokens = settings.Get(Judge.MaxTokens),
        Timeout = TimeSpan.FromSeconds(settings.Get(Judge.Timeout)),
        Retries = settings.Get(Judge.Retries),
        Requests = settings.Get(Judge.Requests),
        Parallel = settings.Get(Judge.Parallel),
    };

    /// <summary>What people copy is often the whole address of a request.</summary>
    private static string Trimmed(string url)
    {
        var bare = url.Trim().TrimEnd('/');
        return bare.EndsWith("/chat/completions", StringComparison.Ordinal) ? bare[..^"/chat/completions".Length].TrimEnd('/') : bare;
    }
}
