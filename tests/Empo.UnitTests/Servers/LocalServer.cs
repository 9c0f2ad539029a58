using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Empo.UnitTests.Servers;

/// <summary>A real HTTP server on a free port of the loopback interface; a test says what it answers and reads what it was asked.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Func<ServerRequest, ServerReply> _answer;
    private readonly ConcurrentQueue<ServerRequest> _requests = new();
    private int _arrived;
    private int _running;
    private int _mostRunning;

    private LocalServer(WebApplication application, Func<ServerRequest, ServerReply> answer)
    {
        _application = application;
        _answer = answer;
    }

    /// <summary><c>http://127.0.0.1:49152</c>.</summary>
    public string Address => _application.Urls.Single();

    /// <summary>Everything that arrived, in order.</summary>
    public IReadOnlyList<ServerRequest> Requests => [.. _requests];

    /// <summary>Requests that were answered at the same time, at most.</summary>
    public int MostAtOnce => _mostRunning;

    /// <param name="answer">Called once a request; several at a time.</param>
    /// <param name="address">That of a server that ended; null takes a free port.</param>
    public static async Task<LocalServer> StartAsync(Func<ServerRequest, ServerReply> answer, string? address = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address ?? "http://127.0.0.1:0");
        var application = builder.Build();
        var server = new LocalServer(application, answer);
        application.Run(server.AnswerAsync);
        await application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        // Requests that still wait would hold an orderly stop up.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var authorization = context.Request.Headers.Authorization.ToString();
        var request = new ServerRequest(
            Interlocked.Increment(ref _arrived) - 1,
            context.Request.Path,
            authorization.Length > 0 ? authorization : null,
            await reader.ReadToEndAsync()
        )
        {
            Method = context.Request.Method,
        };
        _requests.Enqueue(request);
        var running = Interlocked.Increment(ref _running);
        InterlockedMost(running);
        try
        {
            await SendAsync(context, _answer(request));
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static async Task SendAsync(HttpContext context, ServerReply reply)
    {
        if (reply.Delay > TimeSpan.Zero)
        {
            await Task.Delay(reply.Delay, context.RequestAborted);
        }

        await reply.After.WaitAsync(context.RequestAborted);
        var bytes = reply.Gzip ? Compressed(reply.Text) : Encoding.UTF8.GetBytes(reply.Text);
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = reply.Chunked ? null : bytes.Length;
        foreach (var (name, value) in reply.Gzip ? [.. reply.Headers, ("Content-Encoding", "gzip")] : reply.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (reply.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = wait;
        }

        await context.Response.Body.WriteAsync(bytes.AsMemory(0, reply.Cut ? bytes.Length / 2 : bytes.Length));
        if (reply.Cut)
        {
            await context.Response.Body.FlushAsync();
            context.Abort();
        }
    }

    private static byte[] Compressed(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private void InterlockedMost(int running)
    {
        for (var most = _mostRunning; running > most; most = _mostRunning)
        {
            Interlocked.CompareExchange(ref _mostRunning, running, most);
        }
    }
}
