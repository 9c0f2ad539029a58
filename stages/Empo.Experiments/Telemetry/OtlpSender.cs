using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace Empo.Experiments.Telemetry;

/// <summary>Posts requests to a collector. It follows no redirect: a header may hold a key.</summary>
internal sealed class OtlpSender : IDisposable
{
    private readonly HttpClient _client =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    public void Dispose() => _client.Dispose();

    /// <summary>Null where the collector took it, else why not, and whether it may take it later.</summary>
    public async Task<(string Reason, bool MayPass)?> SendAsync(OtlpTarget target, byte[] body, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(target.Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, target.Address) { Content = Content(target, body) };
            foreach (var (name, value) in target.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await _client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token)
                .ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : ($"it answered {(int)response.StatusCode}", MayPass(response.StatusCode));
        }
        catch (OperationCanceledException)
        {
            return ("it did not answer in time", true);
        }
        catch (HttpRequestException exception)
        {
            return (Innermost(exception).Message.ReplaceLineEndings(" ").TrimEnd('.'), true);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or IOException)
        {
            return (exception.Message.ReplaceLineEndings(" ").TrimEnd('.'), false);
        }
    }

    /// <summary>The statuses that OTLP/HTTP lets a client send again.</summary>
    private static bool MayPass(HttpStatusCode status) => (int)status is 429 or 502 or 503 or 504;

    private static ByteArrayContent Content(OtlpTarget target, byte[] body)
    {
        var content = new ByteArrayContent(target.Gzip ? Compressed(body) : body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        if (target.Gzip)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return content;
    }

    private static byte[] Compressed(byte[] body)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return bytes.ToArray();
    }

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
