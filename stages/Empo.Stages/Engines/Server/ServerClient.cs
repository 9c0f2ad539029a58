using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Stages.Requests;

namespace Empo.Stages.Engines.Server;

/// <summary>Requests to an inference server: time-outs, further attempts where they may help, clear errors where not. The key is in no message.</summary>
internal sealed class ServerClient : IDisposable
{
    private const int MostReplyBytes = 256 << 20;
    private const int MostShown = 300;

    private readonly ServerSettings _settings;
    private readonly IStageLog _log;
    private readonly HttpClient _client;
    private readonly string? _key;

    /// <exception cref="StageFailure">EMPO4075 where the variable of the key is not set.</exception>
    public ServerClient(ServerSettings settings, IStageLog log)
    {
        (_settings, _log) = (settings, log);
        _key = settings.KeyVariable.Length == 0 ? null : Environment.GetEnvironmentVariable(settings.KeyVariable) is { Length: > 0 } key
            ? key
            : throw new StageFailure("EMPO4075", $"server.key_variable names the environment variable {settings.KeyVariable}, which is not set. Set it before the build, or leave server.key_variable empty for a server without a key.");
        _client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostReplyBytes };
        if (_key is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        }
    }

    public ServerSettings Settings => _settings;

    /// <summary>Posts until an attempt's reply can be read, at most 1 + <see cref="ServerSettings.Retries"/> times.</summary>
    /// <param name="path"><c>/v1/completions</c>.</param>
    /// <param name="read">Makes a result of the reply, or throws <see cref="ServerReplyException"/>.</param>
    /// <exception cref="StageFailure">EMPO4072: refused. EMPO4073: no attempt came through. EMPO4074: no reply could be used.</exception>
    public Task<T> PostAsync<T>(string path, JsonObject body, Func<JsonElement, T> read, CancellationToken cancellation) => PostTextAsync(path, body, text =>
    {
        using var json = JsonDocument.Parse(text);
        return read(json.RootElement);
    }, cancellation);

    /// <summary>The same for replies that need not be JSON.</summary>
    /// <inheritdoc cref="PostAsync" path="/exception"/>
    public async Task<T> PostTextAsync<T>(string path, JsonObject body, Func<string, T> read, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (code, problem, wait) = ("EMPO4073", "", (TimeSpan?)null);
            try
            {
                var (status, text, asked) = await SendAsync(HttpMethod.Post, path, body.ToJsonString(), cancellation).ConfigureAwait(false);
                if ((int)status is >= 200 and < 300)
                {
                    return read(text);
                }

                (problem, wait) = (string.Create(CultureInfo.InvariantCulture, $"status {(int)status}: {Shown(text)}"), asked);
                if (!MayPass(status))
                {
                    throw Refused(path, problem);
                }
            }
            catch (Exception exception) when (exception is ServerReplyException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                (code, problem) = ("EMPO4074", exception is ServerReplyException ? exception.Message : $"it is not the JSON that was expected ({Shown(exception.Message)})");
            }
            catch (HttpRequestException exception)
            {
                problem = Shown(exception.InnerException?.Message ?? exception.Message);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                problem = string.Create(CultureInfo.InvariantCulture, $"no answer within {_settings.Timeout.TotalSeconds} s");
            }

            await WaitOrFailAsync(attempt, code, problem, wait, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>One attempt of a GET; null where the server does not offer the path.</summary>
    /// <exception cref="StageFailure">EMPO4072, EMPO4073.</exception>
    public async Task<JsonDocument?> GetAsync(string path, CancellationToken cancellation)
    {
        try
        {
            var (status, text, _) = await SendAsync(HttpMethod.Get, path, null, cancellation).ConfigureAwait(false);
            if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                throw Refused(path, string.Create(CultureInfo.InvariantCulture, $"status {(int)status}: {Shown(text)}"));
            }

            return (int)status is >= 200 and < 300 ? JsonDocument.Parse(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(1, Shown(exception.InnerException?.Message ?? exception.Message));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Unreachable(1, string.Create(CultureInfo.InvariantCulture, $"no answer within {_settings.Timeout.TotalSeconds} s"));
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<(HttpStatusCode Status, string Text, TimeSpan? Wait)> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_settings.Timeout);
        using var request = new HttpRequestMessage(method, _settings.Url + path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _client.SendAsync(request, limit.Token).ConfigureAwait(false);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false), RetryWait.AskedBy(response, DateTimeOffset.UtcNow));
    }

    private async Task WaitOrFailAsync(int attempt, string code, string problem, TimeSpan? wait, CancellationToken cancellation)
    {
        if (attempt == _settings.Retries)
        {
            throw code == "EMPO4074"
                ? new StageFailure(code, $"The server at {_settings.Url} answers what cannot be used: {problem}. Check that it is an OpenAI-compatible completions server with the tokenizer of 'model'; what was finished is kept.")
                : Unreachable(attempt + 1, problem);
        }

        _log.Line($"server: attempt {(attempt + 1).ToString(CultureInfo.InvariantCulture)} failed ({problem}), trying again");
        await Task.Delay(_settings.Wait.Before(attempt, wait), cancellation).ConfigureAwait(false);
    }

    private StageFailure Unreachable(int attempts, string problem) =>
        new("EMPO4073", $"The server at {_settings.Url} did not answer in {attempts.ToString(CultureInfo.InvariantCulture)} attempt(s); the last one: {problem}. What was finished is kept: build again when it runs, or raise server.timeout or server.retries.");

    private StageFailure Refused(string path, string problem) =>
        new("EMPO4072", $"The server at {_settings.Url}{path} refuses: {problem}. Correct server.model, server.url, the prompt's length, or the key in the variable that server.key_variable names.");

    private static bool MayPass(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    /// <summary>The beginning of a foreign text, on one line and without the key.</summary>
    private string Shown(string text)
    {
        var safe = (_key is null ? text : text.Replace(_key, "***", StringComparison.Ordinal)).ReplaceLineEndings(" ").TrimEnd('.');
        return safe.Length <= MostShown ? safe : safe[..MostShown] + "…";
    }
}
