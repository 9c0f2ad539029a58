using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Stages.Requests;

/// <summary>One server of a pool, asked by itself: who it is, and to take weights.</summary>
/// <param name="patient">Whether failed attempts are repeated.</param>
internal sealed class SingleEndpoint(
    EndpointPool pool,
    PooledEndpoint endpoint,
    EndpointOptions options,
    EndpointWords words,
    bool patient
)
{
    /// <summary>The address for messages, without user name and password.</summary>
    public string Address => endpoint.Address;

    /// <inheritdoc cref="EndpointPool.WithoutKey"/>
    public string WithoutKey(string text) => pool.WithoutKey(text);

    /// <summary>Posts until an attempt's reply can be read, at most 1 + <see cref="EndpointOptions.Retries"/> times.</summary>
    /// <param name="path">Path, such as <c>/update_weights_from_disk</c>.</param>
    /// <param name="read">Turns the reply into a result, or throws <see cref="UnusableReplyException"/>.</param>
    /// <exception cref="UserError">Refused, not answering, or unusable to the last attempt.</exception>
    public Task<T> PostAsync<T>(string path, JsonObject body, Func<JsonElement, T> read, CancellationToken cancellation) =>
        PostReplyAsync(path, body, ModelEndpoint.OfJson(read), cancellation);

    /// <summary>The same for replies that need not be JSON.</summary>
    /// <inheritdoc cref="PostAsync" path="/exception"/>
    public async Task<T> PostReplyAsync<T>(string path, JsonObject body, Func<EndpointReply, T> read, CancellationToken cancellation)
    {
        try
        {
            var request = new EndpointRequest<T>(HttpMethod.Post, path, body.ToJsonString(), read);
            return await pool.AskOneAsync(endpoint, request, patient, cancellation).ConfigureAwait(false);
        }
        catch (EndpointException exception)
        {
            throw FailureOf(exception, path);
        }
    }

    /// <summary>A GET, retried as often as a POST; null where the server does not offer the path or the reply is not JSON.</summary>
    /// <exception cref="UserError">The key is refused, or no attempt came through.</exception>
    public async Task<JsonDocument?> GetAsync(string path, CancellationToken cancellation)
    {
        try
        {
            var request = new EndpointRequest<JsonDocument?>(HttpMethod.Get, path, null, JsonOrNull);
            return await pool.AskOneAsync(endpoint, request, patient, cancellation).ConfigureAwait(false);
        }
        catch (EndpointException exception)
            when (exception is { Problem: EndpointProblem.Refused, IsOneFault: false, Status: not (401 or 403 or 407) })
        {
            return null;
        }
        catch (EndpointException exception)
        {
            throw FailureOf(exception, path);
        }
    }

    /// <summary>Whether the server has a path for a POST: an empty request is refused there, and not as unknown.</summary>
    /// <exception cref="UserError">The key is refused, or no attempt came through.</exception>
    public async Task<bool> HasAsync(string path, CancellationToken cancellation)
    {
        try
        {
            var request = new EndpointRequest<bool>(HttpMethod.Post, path, "{}", _ => true) { IsFinal = _ => true };
            return await pool.AskOneAsync(endpoint, request, patient, cancellation).ConfigureAwait(false);
        }
        catch (EndpointException exception)
            when (exception is { Problem: EndpointProblem.Refused, Status: not (401 or 403 or 407) and (< 502 or > 504) })
        {
            return exception.Status is not (404 or 405);
        }
        catch (EndpointException exception)
        {
            throw FailureOf(exception, path);
        }
    }

    /// <summary>The message is about this server alone, however many there are.</summary>
    private UserError FailureOf(EndpointException exception, string path) =>
        words.FailureOf(exception, options with { OtherUrls = [] }, path);

    /// <summary>
    /// A page or a bare word is not JSON and gives null. Text that begins like JSON but is invalid was cut off, and is retried.
    /// </summary>
    private static JsonDocument? JsonOrNull(EndpointReply reply) => reply.Text.TrimStart() is ['{' or '[', ..] ? reply.Json() : null;
}
