using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Stages.Requests;

namespace Empo.Stages.Engines.Server;

/// <summary>Requests to an inference server, with the errors that tell a user what to do. The key is in no message.</summary>
internal sealed class ServerClient : IDisposable
{
    private const int MostReplyBytes = 256 << 20;

    private readonly HttpEndpoint _endpoint;

    /// <exception cref="UserError">EMPO4075 where the variable of the key is not set.</exception>
    public ServerClient(ServerSettings settings, IStageLog log)
    {
        Settings = settings;
        var options = new EndpointOptions
        {
            Url = settings.Url,
            Key = KeyOf(settings),
            Timeout = settings.Timeout,
            Retries = settings.Retries,
            Wait = settings.Wait,
            MostReplyBytes = MostReplyBytes,
            Proxy = settings.Proxy,
        };
        _endpoint = new HttpEndpoint(options, text => log.Line($"server: {text}"));
    }

    public ServerSettings Settings { get; }

    /// <summary>For messages: without a user's name and password.</summary>
    public string Address =>
        Uri.TryCreate(Settings.Url, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
            ? Settings.Url.Replace($"{address.UserInfo}@", "", StringComparison.Ordinal)
            : Settings.Url;

    /// <summary>Posts until an attempt's reply can be read, at most 1 + <see cref="ServerSettings.Retries"/> times.</summary>
    /// <param name="path"><c>/update_weights_from_disk</c>.</param>
    /// <param name="read">Makes a result of the reply, or throws <see cref="UnusableReplyException"/>.</param>
    /// <exception cref="UserError">EMPO4072: refused. EMPO4073: no attempt came through. EMPO4074: no reply could be used.</exception>
    public Task<T> PostAsync<T>(string path, JsonObject body, Func<JsonElement, T> read, CancellationToken cancellation) =>
        CodedAsync(path, () =>
            _endpoint.AskAsync(new EndpointRequest<T>(HttpMethod.Post, path, body.ToJsonString(), OfJson(read)), cancellation)
        );

    /// <summary>The same for replies that need not be JSON.</summary>
    /// <inheritdoc cref="PostAsync" path="/exception"/>
    public Task<T> PostTextAsync<T>(string path, JsonObject body, Func<string, T> read, CancellationToken cancellation) =>
        CodedAsync(path, () =>
            _endpoint.AskAsync(new EndpointRequest<T>(HttpMethod.Post, path, body.ToJsonString(), reply => read(reply.Text)), cancellation)
        );

    /// <summary>Posts a request that the server may refuse in part, so that the caller can ask in another way.</summary>
    /// <param name="isFinal">Whether a fault of the server's (5xx) is one of the request.</param>
    /// <exception cref="EndpointException">For <see cref="FailureOf"/>, or for another try.</exception>
    public Task<T> TryPostAsync<T>(
        string path,
        JsonObject body,
        Func<JsonElement, T> read,
        Func<EndpointReply, bool> isFinal,
        CancellationToken cancellation
    ) =>
        _endpoint.AskAsync(
            new EndpointRequest<T>(HttpMethod.Post, path, body.ToJsonString(), OfJson(read)) { IsFinal = isFinal },
            cancellation
        );

    /// <summary>A GET, asked as often as a POST; null where the server does not offer the path or says something else there.</summary>
    /// <exception cref="UserError">EMPO4072: the key is refused. EMPO4073: no attempt came through.</exception>
    public async Task<JsonDocument?> GetAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await _endpoint
                .AskAsync(new EndpointRequest<JsonDocument?>(HttpMethod.Get, path, null, JsonOrNull), cancellation)
                .ConfigureAwait(false);
        }
        catch (EndpointException exception)
            when (exception.Problem == EndpointProblem.Refused && exception.Status is not (401 or 403 or 407))
        {
            return null;
        }
        catch (EndpointException exception)
        {
            throw FailureOf(exception, path);
        }
    }

    /// <summary>The error that a user reads.</summary>
    public UserError FailureOf(EndpointException exception, string path) =>
        exception.Problem switch
        {
            EndpointProblem.Refused => new UserError(
                "EMPO4072",
                $"The server at {Address}{path} refuses: {exception.Message}. {Remedy(exception.Status)}",
                cause: exception
            ),
            EndpointProblem.Unusable => new UserError(
                "EMPO4074",
                $"The server at {Address} answers what cannot be used: {exception.Message}. Check that it is an OpenAI-compatible "
                    + "completions server with the tokenizer of 'model'; what was finished is kept.",
                cause: exception
            ),
            EndpointProblem.NotAnswering => new UserError(
                "EMPO4073",
                $"The server at {Address}{path} did not answer in {exception.Attempts.ToString(CultureInfo.InvariantCulture)} "
                    + $"attempt(s); the last one: {exception.Message}. What was finished is kept: build again when it runs, or raise "
                    + "server.timeout or server.retries.",
                cause: exception
            ),
            _ => throw new InvalidOperationException($"{exception.Problem} has no code."),
        };

    public void Dispose() => _endpoint.Dispose();

    private string Remedy(int status) =>
        status switch
        {
            401 or 403 when Settings.KeyVariable.Length == 0 =>
                "It wants a key: name the environment variable that holds it in server.key_variable.",
            401 or 403 => $"Check the key in {Settings.KeyVariable}, which server.key_variable names.",
            404 or 405 or (>= 300 and < 400) =>
                "server.url must be the address before /v1 of a server with /v1/completions, and server.model a name that GET "
                    + "/v1/models lists.",
            413 => "The prompt is too long for it: lower prompt.max_tokens.",
            _ => "Correct what it names: server.model, the prompt's length (prompt.max_tokens), the response's (max_tokens), or "
                + "server.url; the prompt is sent as token ids, which the server must take.",
        };

    private static string? KeyOf(ServerSettings settings) =>
        settings.KeyVariable.Length == 0 ? null
        : Environment.GetEnvironmentVariable(settings.KeyVariable)?.Trim() is { Length: > 0 } key ? key
        : throw new UserError(
            "EMPO4075",
            $"server.key_variable names the environment variable {settings.KeyVariable}, which is not set. Set it before the "
                + "build, or leave server.key_variable empty for a server without a key."
        );

    private static Func<EndpointReply, T> OfJson<T>(Func<JsonElement, T> read) => reply =>
    {
        using var json = reply.Json();
        return read(json.RootElement);
    };

    /// <summary>A page or a bare word is no JSON and never will be; what begins like JSON was cut off.</summary>
    private static JsonDocument? JsonOrNull(EndpointReply reply) => reply.Text.TrimStart() is ['{' or '[', ..] ? reply.Json() : null;

    private async Task<T> CodedAsync<T>(string path, Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (EndpointException exception)
        {
            throw FailureOf(exception, path);
        }
    }
}
