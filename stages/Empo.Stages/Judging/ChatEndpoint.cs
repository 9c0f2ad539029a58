using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Stages.Requests;

namespace Empo.Stages.Judging;

/// <summary>One call of an OpenAI-compatible <c>chat/completions</c>: time-outs, further attempts where they may help, clear errors where not.</summary>
internal sealed class ChatEndpoint : IDisposable
{
    /// <summary>No reply to a yes-or-no question is longer.</summary>
    private const int MostReplyBytes = 4 << 20;

    private readonly EndpointSettings _settings;
    private readonly HttpClient _client;
    private readonly Uri _address;

    /// <exception cref="StageFailure">EMPO4043: no address.</exception>
    public ChatEndpoint(EndpointSettings settings)
    {
        _settings = settings;
        _address = Uri.TryCreate(settings.Url + "/chat/completions", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new StageFailure("EMPO4043", $"score.judge.url is '{settings.Url}', which is no address as in http://host:8000/v1.");
        _client = new HttpClient { Timeout = settings.Timeout, MaxResponseContentBufferSize = MostReplyBytes };
        if (settings.Key is { Length: > 0 } key)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>The text of the reply.</summary>
    /// <exception cref="StageFailure">EMPO4044: the server refuses or cannot be understood; EMPO4045: no attempt came through.</exception>
    public async Task<string> AskAsync(string prompt, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (reply, problem, wait) = await AttemptAsync(prompt, cancellation).ConfigureAwait(false);
            if (reply is not null)
            {
                return reply;
            }

            if (attempt == _settings.Retries)
            {
                throw new StageFailure("EMPO4045", $"The judge at {_address} did not answer in {attempt + 1} attempts; the last one: {problem}. Verdicts found so far are kept: build again when it runs, or raise score.judge.timeout or score.judge.retries.");
            }

            await Task.Delay(_settings.Wait.Before(attempt, wait), cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The reply, or what went wrong and may go right another time, with the wait that the server asks for.</summary>
    private async Task<(string? Reply, string? Problem, TimeSpan? Wait)> AttemptAsync(string prompt, CancellationToken cancellation)
    {
        try
        {
            using var content = new StringContent(Body(prompt), Encoding.UTF8, "application/json");
            using var response = await _client.PostAsync(_address, content, cancellation).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return (TextOf(text), null, null);
            }

            var problem = string.Create(CultureInfo.InvariantCulture, $"status {(int)response.StatusCode}: {Beginning(text)}");
            return MayPass(response.StatusCode)
                ? (null, problem, RetryWait.AskedBy(response, DateTimeOffset.UtcNow))
                : throw new StageFailure("EMPO4044", $"The judge at {_address} refuses: {problem}. Correct score.judge.name, score.judge.url or the key in the variable of score.judge.key_variable.");
        }
        catch (HttpRequestException exception)
        {
            return (null, exception.Message, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"no answer within {_settings.Timeout.TotalSeconds} s"), null);
        }
    }

    private static bool MayPass(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private string Body(string prompt) => new JsonObject
    {
        ["model"] = _settings.Name,
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
        ["max_tokens"] = _settings.MaxTokens,
        ["temperature"] = 0,
    }.ToJsonString();

    private string TextOf(string reply)
    {
        try
        {
            if (JsonNode.Parse(reply)?["choices"]?[0]?["message"] is JsonObject message)
            {
                return message["content"]?.GetValue<string>() ?? "";
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentOutOfRangeException or FormatException)
        {
            // Said below: what came is shown.
        }

        throw new StageFailure("EMPO4044", $"The judge at {_address} answers something that is no chat completion: {Beginning(reply)}. score.judge.url must name an OpenAI-compatible server up to the version.");
    }

    private static string Beginning(string text) => text.Length <= 200 ? text.ReplaceLineEndings(" ") : text[..200].ReplaceLineEndings(" ") + "…";
}
