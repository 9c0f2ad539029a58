using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Empo.UnitTests.Upstream;

/// <summary>A web server that a test writes byte by byte, so that it can break every rule. One request a connection.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, Stream, Task> _answer;

    /// <param name="answer">Gets the path, and the stream to write the whole answer to; the connection is closed after it.</param>
    public RawServer(Func<string, Stream, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}/a store";

    /// <summary>The heads of the requests, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Ended with the server, for answers that never come.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>An honest server of a folder.</summary>
    public static RawServer Of(string folder) => new((path, stream) => SendAsync(stream, FileOf(folder, path)));

    /// <summary>The file of a path, or null.</summary>
    public static byte[]? FileOf(string folder, string path)
    {
        var name = Uri.UnescapeDataString(path)["/a store/".Length..];
        return File.Exists(Path.Combine(folder, name)) ? File.ReadAllBytes(Path.Combine(folder, name)) : null;
    }

    public static Task SendAsync(Stream stream, byte[]? content) =>
        content is null
            ? WriteAsync(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", [])
            : WriteAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {content.Length}\r\nConnection: close\r\n\r\n", content);

    public static async Task WriteAsync(Stream stream, string head, byte[] body)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(body);
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                var head = await HeadAsync(stream);
                Requests.Enqueue(head);
                await _answer(head.Split(' ')[1].Split('?')[0], stream);
                client.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // The client has had enough.
            }
        }
    }

    private static async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
