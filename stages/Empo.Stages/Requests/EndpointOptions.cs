using System.Net;

namespace Empo.Stages.Requests;

/// <summary>The address of a server, time limits and retries, and the number of concurrent requests.</summary>
internal record EndpointOptions
{
    /// <summary>Every path is appended to it; no slash at its end. The first one of several.</summary>
    public required string Url { get; init; }

    /// <summary>Further servers of the same model, each asked like the first.</summary>
    public IReadOnlyList<string> OtherUrls { get; init; } = [];

    public IReadOnlyList<string> Urls => [Url, .. OtherUrls];

    /// <summary>Environment variable that holds the key, or empty for none.</summary>
    public string KeyVariable { get; init; } = "";

    /// <summary>Time limit of one attempt, its reply included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Attempts after the first.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Number of concurrent requests to each server.</summary>
    public int Concurrency { get; init; } = 8;

    public RetryWait Wait { get; init; } = RetryWait.Usual;

    /// <summary>A longer reply is an error.</summary>
    public int MaxReplyBytes { get; init; } = 256 << 20;

    /// <summary>Null takes the proxy from the environment: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>The clock for the waits between attempts.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long a server that failed several times in a row is left alone while others answer.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Removes endings that are often copied along with an address, such as the path of a whole request.</summary>
    /// <param name="ends">From the outermost one inwards; each may be missing.</param>
    protected static string Trim(string url, params ReadOnlySpan<string> ends)
    {
        var bare = url.Trim().TrimEnd('/');
        foreach (var end in ends)
        {
            bare = bare.EndsWith(end, StringComparison.Ordinal) ? bare[..^end.Length].TrimEnd('/') : bare;
        }

        return bare;
    }
}
