using System.Net;

namespace Empo.Stages.Requests;

/// <summary>Where requests go, with what patience, and how many at a time.</summary>
internal record EndpointOptions
{
    /// <summary>What every path is appended to; no slash at its end.</summary>
    public required string Url { get; init; }

    /// <summary>Environment variable that holds the key, or empty for none.</summary>
    public string KeyVariable { get; init; } = "";

    /// <summary>Of one attempt, its reply included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Attempts after the first.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Requests under way at a time.</summary>
    public int Concurrency { get; init; } = 8;

    public RetryWait Wait { get; init; } = RetryWait.Usual;

    /// <summary>A longer reply is an error.</summary>
    public int MaxReplyBytes { get; init; } = 256 << 20;

    /// <summary>Null takes the environment's: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>The clock of the waits between attempts.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The address for messages: without a user's name and password.</summary>
    public string Address =>
        Uri.TryCreate(Url, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
            ? Url.Replace($"{address.UserInfo}@", "", StringComparison.Ordinal)
            : Url;

    /// <summary>An address without the ends that people copy with it, which are often those of a whole request.</summary>
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
