using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Empo.Stages.Requests;

/// <summary>
/// Single requests to one server, with a time limit and the server's own words where they fail. Redirections are not followed, since they
/// turn a POST into a GET and drop the key. They are errors that name the new address.
/// </summary>
internal sealed class HttpEndpoint : IDisposable
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(30);

    private readonly EndpointOptions _options;
    private readonly string _url;
    private readonly string? _key;
    private readonly HttpClient _client;

    /// <param name="options">Time limit, size limit and proxy.</param>
    /// <param name="url">An http or https address, to which paths are appended.</param>
    /// <param name="key">Sent as <c>Authorization: Bearer</c>; it never occurs in a message. Null for none.</param>
    public HttpEndpoint(EndpointOptions options, string url, string? key)
    {
        (_options, _url, _key) = (options, url, key);
        Address = ShownAddress.Of(url);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            ConnectTimeout = options.Timeout < LongestConnect ? options.Timeout : LongestConnect,
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
    }

    /// <summary>The address for messages, without user name and password.</summary>
    public string Address { get; }

    /// <summary>One attempt. What fails is returned, not thrown.</summary>
    public async Task<EndpointAttempt<T>> AttemptAsync<T>(EndpointRequest<T> request, CancellationToken cancellation)
    {
        try
        {
            var reply = (
                await SendAsync(request.Method, AddressOf(request.Path), request.Body, cancellation).ConfigureAwait(false)
            ).WithStatusOfText();
            return reply.Succeeded ? new(request.Read(reply), null) : new(default, Failed(reply, request));
        }
        catch (UnusableReplyException exception)
        {
            var problem = exception.IsOfOtherWeights ? EndpointProblem.OtherWeights : EndpointProblem.Unusable;
            return Failed<T>(problem, exception.Message, exception.MayPass);
        }
        catch (Exception exception) when (IsAboutJson(exception))
        {
            return Failed<T>(EndpointProblem.Unusable, $"it is not the JSON that was expected ({exception.Message})", mayPass: true);
        }
        catch (HttpRequestException exception)
        {
            var (problem, text, mayPass) = ConnectionProblem.Of(exception, AddressOf(request.Path));
            var failed = Located(problem, text, mayPass);
            return new(default, failed with { IsConnectionLost = problem == EndpointProblem.NotAnswering });
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            var connects = exception.InnerException is TimeoutException && _options.Timeout > LongestConnect;
            var (missing, limit) = connects ? ("connection", LongestConnect) : ("answer", _options.Timeout);
            return Failed<T>(
                EndpointProblem.NotAnswering,
                string.Create(CultureInfo.InvariantCulture, $"no {missing} within {limit.TotalSeconds} s"),
                mayPass: true
            );
        }
    }

    /// <summary>A text for messages. What a reply says is data and stays as it came.</summary>
    public string WithoutKey(string text) =>
        _key is { Length: > 0 } key ? text.Replace(key, "***", StringComparison.Ordinal) : text;

    public void Dispose() => _client.Dispose();

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
        return new EndpointReply((int)response.StatusCode, Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'))
        {
            Address = Address,
            Wait = RetryWait.AskedBy(response, DateTimeOffset.UtcNow),
            Location = response.Headers.Location is { } target ? ShownAddress.Of(new Uri(address, target).AbsoluteUri) : null,
        };
    }

    private FailedAttempt Failed<T>(EndpointReply reply, EndpointRequest<T> request)
    {
        var said = reply.Location is { } target ? $"a redirection to {target}; write that address" : ServerMessage.Of(reply.Text);
        var mayPass = reply.MayPass && request.IsFinal?.Invoke(reply) != true;
        var problem = request.LacksWeights?.Invoke(reply) == true ? EndpointProblem.OtherWeights
            : mayPass ? EndpointProblem.NotAnswering
            : EndpointProblem.Refused;
        return Located(problem, string.Create(CultureInfo.InvariantCulture, $"status {reply.Status}: {said}"), mayPass) with
        {
            Wait = reply.Wait,
            Reply = reply with { Text = WithoutKey(reply.Text) },
        };
    }

    private EndpointAttempt<T> Failed<T>(EndpointProblem problem, string text, bool mayPass) =>
        new(default, Located(problem, text, mayPass));

    private FailedAttempt Located(EndpointProblem problem, string text, bool mayPass) => new(problem, Shown(text), mayPass)
    {
        Address = Address,
        Proxy = ProxyRoute.Of(_options.Proxy ?? HttpClient.DefaultProxy, AddressOf("")),
    };

    /// <summary>The exceptions of reading a JSON element of an unexpected kind.</summary>
    private static bool IsAboutJson(Exception exception) =>
        exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException;

    private Uri AddressOf(string path) => new(_url + path);

    private string Shown(string text) => WithoutKey(text).ReplaceLineEndings(" ");
}
