using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Polly;
using Polly.Retry;

namespace Empo.Stages.Requests;

/// <summary>
/// Requests to one server, with a time limit for each attempt, retries where they may help, and the server's own words in the error where
/// they do not. Redirections are not followed, since they turn a POST into a GET and drop the key. They are errors that name the new
/// address.
/// </summary>
internal sealed class HttpEndpoint : IDisposable
{
    private readonly EndpointOptions _options;
    private readonly string? _key;
    private readonly Action<string> _say;
    private readonly HttpClient _client;
    private readonly ResiliencePipeline _retries;
    private readonly Lock _saying = new();

    /// <param name="options">The address must be an http or https address.</param>
    /// <param name="key">Sent as <c>Authorization: Bearer</c>; it never occurs in a message. Null for none.</param>
    /// <param name="say">Called for every failed attempt that is retried; one call at a time.</param>
    public HttpEndpoint(EndpointOptions options, string? key, Action<string> say)
    {
        (_options, _key, _say) = (options, key, say);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
        };
        if (options.Proxy is { } proxy)
        {
            handler.Proxy = proxy;
        }

        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = options.MaxReplyBytes };
        if (key is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        _retries = Retrying();
    }

    /// <summary>Sends the request until a reply can be read, at most 1 + <see cref="EndpointOptions.Retries"/> times.</summary>
    /// <exception cref="EndpointException">Refused, not answering, or unusable to the last attempt.</exception>
    public async Task<T> AskAsync<T>(EndpointRequest<T> request, CancellationToken cancellation)
    {
        string? first = null;
        var attempts = 0;
        var last = await _retries
            .ExecuteAsync(
                async stop =>
                {
                    var attempt = await AttemptAsync(request, stop).ConfigureAwait(false);
                    first ??= attempt.Failed?.Text;
                    attempts++;
                    return attempt;
                },
                cancellation
            )
            .ConfigureAwait(false);
        return last.Failed is { } failed ? throw Exception(failed, first!, attempts, AddressOf(request.Path)) : last.Result!;
    }

    public void Dispose() => _client.Dispose();

    private async Task<Attempt<T>> AttemptAsync<T>(EndpointRequest<T> request, CancellationToken cancellation)
    {
        try
        {
            var reply = (
                await SendAsync(request.Method, AddressOf(request.Path), request.Body, cancellation).ConfigureAwait(false)
            ).WithStatusOfText();
            return reply.Succeeded ? new(request.Read(reply), null) : new(default, Failed(reply, request.IsFinal));
        }
        catch (UnusableReplyException exception)
        {
            return new(default, new FailedAttempt(EndpointProblem.Unusable, Shown(exception.Message), exception.MayPass));
        }
        catch (Exception exception) when (IsAboutJson(exception))
        {
            return new(
                default,
                new FailedAttempt(EndpointProblem.Unusable, $"it is not the JSON that was expected ({Shown(exception.Message)})", true)
            );
        }
        catch (HttpRequestException exception)
        {
            var (problem, text, mayPass) = ConnectionProblem.Of(exception, AddressOf(request.Path));
            return new(default, new FailedAttempt(problem, Shown(text), mayPass));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"no answer within {_options.Timeout.TotalSeconds} s");
            return new(default, new FailedAttempt(EndpointProblem.NotAnswering, text, true));
        }
    }

    private async Task<EndpointReply> SendAsync(HttpMethod method, Uri address, string? body, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.Timeout);
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _client.SendAsync(request, limit.Token).ConfigureAwait(false);
        // Read as bytes: the header may name an encoding that does not exist, and JSON is always UTF-8.
        var bytes = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
        return new EndpointReply((int)response.StatusCode, WithoutKey(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF')))
        {
            Wait = RetryWait.AskedBy(response, DateTimeOffset.UtcNow),
            Location = response.Headers.Location is { } target ? new Uri(address, target).ToString() : null,
        };
    }

    private FailedAttempt Failed(EndpointReply reply, Func<EndpointReply, bool>? isFinal)
    {
        var said = reply.Location is { } target ? $"a redirection to {target}; write that address" : ServerMessage.Of(reply.Text);
        var mayPass = reply.MayPass && isFinal?.Invoke(reply) != true;
        var text = Shown(string.Create(CultureInfo.InvariantCulture, $"status {reply.Status}: {said}"));
        return new FailedAttempt(mayPass ? EndpointProblem.NotAnswering : EndpointProblem.Refused, text, mayPass)
        {
            Wait = reply.Wait,
            Reply = reply,
        };
    }

    private EndpointException Exception(FailedAttempt last, string first, int attempts, Uri address)
    {
        var text = attempts > 1 && first != last.Text ? $"{last.Text}; the first one: {first}" : last.Text;
        return new EndpointException(last.Problem, text + ProxyRoute.Of(_options.Proxy ?? HttpClient.DefaultProxy, address))
        {
            Status = last.Reply?.Status ?? 0,
            Reply = last.Reply?.Text ?? "",
            Attempts = attempts,
        };
    }

    /// <summary>The exceptions of reading a JSON element of an unexpected kind.</summary>
    private static bool IsAboutJson(Exception exception) =>
        exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException;

    private Uri AddressOf(string path) => new(_options.Url + path);

    private string Shown(string text) => WithoutKey(text).ReplaceLineEndings(" ");

    private string WithoutKey(string text) =>
        _key is { Length: > 0 } key ? text.Replace(key, "***", StringComparison.Ordinal) : text;

    private ResiliencePipeline Retrying() => _options.Retries == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = _options.Clock }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = _options.Retries,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    // Polly's jitter removes about half of the delay on average; doubling the delay keeps the wait at the intended length.
                    Delay = _options.Wait.First * 2,
                    MaxDelay = _options.Wait.Max,
                    DelayGenerator = retry => ValueTask.FromResult(Asked(FailureOf(retry.Outcome))),
                    ShouldHandle = retry => ValueTask.FromResult(FailureOf(retry.Outcome) is { MayPass: true }),
                    OnRetry = retry => Tell(retry.AttemptNumber, FailureOf(retry.Outcome)!),
                }
            )
            .Build();

    private static FailedAttempt? FailureOf(Outcome<object> outcome) => (outcome.Result as Attempt)?.Failed;

    /// <summary>The wait that the server asks for, within bounds; null leaves the wait to the strategy.</summary>
    private TimeSpan? Asked(FailedAttempt? failed) =>
        failed?.Wait is { } asked ? TimeSpan.FromTicks(Math.Min(asked.Ticks, _options.Wait.Max.Ticks)) : null;

    private ValueTask Tell(int attempt, FailedAttempt failed)
    {
        lock (_saying)
        {
            _say(string.Create(CultureInfo.InvariantCulture, $"attempt {attempt + 1} failed ({failed.Text}), trying again"));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The outcome of an attempt, independent of the result type.</summary>
    private abstract record Attempt(FailedAttempt? Failed);

    private sealed record Attempt<T>(T? Result, FailedAttempt? Failed) : Attempt(Failed);

    /// <summary>An attempt without a result.</summary>
    private sealed record FailedAttempt(EndpointProblem Problem, string Text, bool MayPass)
    {
        public TimeSpan? Wait { get; init; }

        public EndpointReply? Reply { get; init; }
    }
}
