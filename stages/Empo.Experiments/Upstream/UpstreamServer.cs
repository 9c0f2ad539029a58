using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Empo.Experiments.Upstream;

/// <summary>
/// An upstream store behind a plain web server. One file is one GET; nothing is listed. Redirections are followed to a limit, and an
/// authorization is not sent along with them.
/// </summary>
internal sealed class UpstreamServer : IUpstreamFiles
{
    private const int BufferBytes = 1 << 16;

    private readonly UpstreamAddress _address;
    private readonly UpstreamLimits _limits;
    private readonly HttpClient _client;

    public UpstreamServer(UpstreamAddress address, UpstreamLimits limits)
    {
        (_address, _limits) = (address, limits);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = true,
            MaxAutomaticRedirections = limits.Redirections,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = limits.Connect,
            MaxResponseDrainSize = 0, // what is not wanted is not waited for
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.Authorization = address.Authorization;
        _client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    public bool Copy(string path, long most, Stream target, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                target.SetLength(0);
                return CopyAsync(path, most, target, cancellation).GetAwaiter().GetResult();
            }
            catch (UpstreamException failure) when (failure.MayPass && attempt < _limits.Pauses.Count)
            {
                cancellation.WaitHandle.WaitOne(_limits.Pauses[attempt]);
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> CopyAsync(string path, long most, Stream target, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_limits.Answer);
        using var request = new HttpRequestMessage(HttpMethod.Get, _address.Of(path));
        using var response = await Guarded(
            () => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token),
            cancellation
        );
        if (!IsThere(response))
        {
            return false;
        }

        RequirePlain(response, path, most);
        await using var body = await Guarded(() => response.Content.ReadAsStreamAsync(limit.Token), cancellation);
        var buffer = new byte[BufferBytes];
        var clock = Stopwatch.StartNew();
        for (var copied = 0L; ;)
        {
            limit.CancelAfter(Left(clock, copied));
            var read = await Guarded(() => body.ReadAsync(buffer, limit.Token).AsTask(), cancellation);
            if (read == 0)
            {
                return true;
            }

            copied += read;
            if (copied > most)
            {
                throw TooLong(path, most);
            }

            target.Write(buffer, 0, read);
        }
    }

    /// <summary>How long to wait for the next piece of a file.</summary>
    private TimeSpan Left(Stopwatch clock, long copied)
    {
        var whole = _limits.File + TimeSpan.FromSeconds(copied / (double)_limits.BytesPerSecond) - clock.Elapsed;
        return whole < TimeSpan.Zero ? TimeSpan.Zero
            : whole < _limits.Stall ? whole
            : _limits.Stall;
    }

    /// <summary>Whether the answer is a file. A file that is missing is no failure.</summary>
    private static bool IsThere(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var said = string.Create(CultureInfo.InvariantCulture, $"it answers with status {status}");
        return status switch
        {
            200 => true,
            404 or 410 => false,
            403 => throw new UpstreamException(UpstreamProblem.Denied, said),
            429 or >= 500 => throw new UpstreamException(UpstreamProblem.Silent, said, mayPass: true),
            _ => throw new UpstreamException(UpstreamProblem.Silent, said),
        };
    }

    private static void RequirePlain(HttpResponseMessage response, string path, long most)
    {
        if (response.Content.Headers.ContentEncoding.FirstOrDefault(name => name != "identity") is { } encoding)
        {
            throw new UpstreamException(UpstreamProblem.Wrong, $"{path} is encoded as {Plain(encoding)}, which was not asked for");
        }

        if (response.Content.Headers.ContentLength > most)
        {
            throw TooLong(path, most);
        }
    }

    private static UpstreamException TooLong(string path, long most) =>
        new(UpstreamProblem.Wrong, string.Create(CultureInfo.InvariantCulture, $"{path} has more than {most} bytes"));

    /// <summary>A server's word for a message.</summary>
    private static string Plain(string word) =>
        string.Concat(word.Take(20).Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '.' ? sign : '?'));

    /// <summary>One step of a request, whose failures are told as the upstream's.</summary>
    private async Task<T> Guarded<T>(Func<Task<T>> step, CancellationToken cancellation)
    {
        try
        {
            return await step();
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            var connects = exception.InnerException is TimeoutException;
            throw new UpstreamException(UpstreamProblem.Silent, connects ? "it cannot be reached in time" : "it answers too slowly");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            var inner = exception.InnerException?.Message ?? exception.Message;
            throw new UpstreamException(UpstreamProblem.Silent, ShownAddress.In(inner).ReplaceLineEndings(" "), mayPass: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or NotSupportedException or UriFormatException)
        {
            throw new UpstreamException(UpstreamProblem.Silent, "its answer cannot be understood");
        }
    }
}
