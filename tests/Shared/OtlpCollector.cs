using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Empo.Tests;

/// <summary>A collector for OTLP over HTTP on a free port of the loopback interface, which answers as a test wants.</summary>
internal sealed class OtlpCollector : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly List<(string Head, byte[] Body)> _requests = [];
    private readonly Func<int, int?> _status;

    /// <param name="status">Status of the answer to a request, by its number from 0; null never answers.</param>
    public OtlpCollector(Func<int, int?>? status = null)
    {
        _status = status ?? (_ => 200);
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Request line with headers, and the body without its compression, in the order of arrival.</summary>
    public IReadOnlyList<(string Head, byte[] Body)> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public IReadOnlyList<ReceivedSpan> Spans => [.. Items("/v1/traces").Select(ReceivedSpan.Of)];

    /// <summary>Name, unit, attributes and value of each point of a gauge.</summary>
    public IReadOnlyList<(string Name, string Unit, IReadOnlyDictionary<string, object> Attributes, double Value)> Points =>
        [
            .. Items("/v1/metrics").SelectMany(metric =>
                metric.Messages(5).SelectMany(gauge => gauge.Messages(1)).Select(point =>
                    (metric.Text(1), metric.Text(3), ReceivedSpan.AttributesOf(point, 7), point.Double(4))
                )
            ),
        ];

    /// <summary>Attributes of the resource of every request.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object>> Resources =>
        [.. Origins("/").Select(origin => ReceivedSpan.AttributesOf(origin.Messages(1).Single(), 1))];

    public void Dispose()
    {
        _ended.Cancel();
        _listener.Dispose();
        _ended.Dispose();
    }

    private IEnumerable<ReceivedMessage> Origins(string path) =>
        Requests
            .Where(request => request.Head.StartsWith("POST " + path, StringComparison.Ordinal))
            .SelectMany(request => new ReceivedMessage(request.Body).Messages(1));

    private IEnumerable<ReceivedMessage> Items(string path) =>
        Origins(path).SelectMany(origin => origin.Messages(2)).SelectMany(scope => scope.Messages(2));

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_ended.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        await using var stream = client.GetStream();
        try
        {
            while (await HeadAsync(stream) is { Length: > 0 } head)
            {
                var body = new byte[int.Parse(Header(head, "Content-Length"), CultureInfo.InvariantCulture)];
                await stream.ReadExactlyAsync(body, _ended.Token);
                int number;
                lock (_requests)
                {
                    number = _requests.Count;
                    _requests.Add((head, Header(head, "Content-Encoding") == "gzip" ? Unpacked(body) : body));
                }

                if (_status(number) is not { } status)
                {
                    await Task.Delay(Timeout.Infinite, _ended.Token);
                    return;
                }

                var location = status / 100 == 3 ? $"Location: {Address}/elsewhere\r\n" : "";
                var answer = $"HTTP/1.1 {status} Status\r\n{location}Content-Length: 0\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _ended.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The build or the test is over.
        }
    }

    private async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(next, _ended.Token) == 0)
            {
                return "";
            }

            head.Append((char)next[0]);
        }

        return head.ToString();
    }

    private static string Header(string head, string name) =>
        head.Split("\r\n")
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim())
            .FirstOrDefault("0");

    private static byte[] Unpacked(byte[] body)
    {
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
