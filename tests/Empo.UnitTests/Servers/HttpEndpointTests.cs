using System.Net;
using System.Net.Sockets;
using System.Text;
using Empo.Stages.Requests;

namespace Empo.UnitTests.Servers;

/// <summary>What a server, a gateway or a proxy does for a moment is asked again; what stays is told in its own words.</summary>
public sealed class HttpEndpointTests
{
    private readonly List<string> _said = [];

    public static TheoryData<string> Moments =>
        [
            "408", "425", "429 without a wait", "429 with a wait", "500", "502 page", "503", "504 page", "cut", "cut chunks",
            "half of a JSON text", "error with status 200", "empty",
        ];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task What_passes_is_asked_again_for_a_GET_as_for_a_POST(string kind)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            await using var server = await LocalServer.StartAsync(request => request.Number < 2 ? Moment(kind) : Good);

            Assert.Equal("yes", await AskAsync(server.Address, method, retries: 2));
            Assert.Equal(3, server.Requests.Count);
        }
    }

    [Theory]
    [InlineData("502 page", "status 502: 502 Bad Gateway nginx")]
    [InlineData("503", "status 503: loading")]
    [InlineData("error with status 200", "status 200, but an error: out of memory")]
    [InlineData("half of a JSON text", "it is no JSON")]
    public async Task What_stays_is_shown_in_the_servers_words(string kind, string words)
    {
        await using var server = await LocalServer.StartAsync(_ => Moment(kind));

        var exception = await Assert.ThrowsAsync<EndpointException>(() => AskAsync(server.Address, HttpMethod.Post, retries: 1));

        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, exception.Attempts);
    }

    [Fact]
    public async Task The_first_fault_is_shown_beside_the_last()
    {
        await using var server = await LocalServer.StartAsync(request =>
            ServerReply.Error(request.Number == 0 ? 500 : 503, request.Number == 0 ? "the engine died" : "no engine")
        );

        var exception = await Assert.ThrowsAsync<EndpointException>(() => AskAsync(server.Address, HttpMethod.Get, retries: 2));

        Assert.Equal("status 503: no engine; the first one: status 500: the engine died", exception.Message);
    }

    [Theory]
    [InlineData(500, 3, "Refused")]
    [InlineData(500, 1, "NotAnswering")]
    [InlineData(503, 3, "NotAnswering")]
    public async Task The_same_fault_in_every_attempt_is_no_outage(int status, int attempts, string problem)
    {
        await using var server = await LocalServer.StartAsync(_ => ServerReply.Error(status, "Only one completion choice is allowed"));

        var exception = await Assert.ThrowsAsync<EndpointException>(() => AskAsync(server.Address, HttpMethod.Post, attempts - 1));

        Assert.Equal((problem, attempts), ($"{exception.Problem}", exception.Attempts));
        Assert.Contains("Only one completion choice", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(501)]
    public async Task What_stays_so_is_asked_once(int status)
    {
        await using var server = await LocalServer.StartAsync(_ => ServerReply.Error(status, "no"));

        var exception = await Assert.ThrowsAsync<EndpointException>(() => AskAsync(server.Address, HttpMethod.Post, retries: 3));

        Assert.Equal((EndpointProblem.Refused, status), (exception.Problem, exception.Status));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_error_with_status_200_that_has_a_status_of_its_own_counts_by_that()
    {
        await using var server = await LocalServer.StartAsync(_ => ServerReply.Error(404, "no such model") with { Status = 200 });

        var exception = await Assert.ThrowsAsync<EndpointException>(() => AskAsync(server.Address, HttpMethod.Post, retries: 3));

        Assert.Equal((EndpointProblem.Refused, 404, "status 404: no such model"), (exception.Problem, exception.Status, exception.Message));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    public async Task A_redirection_is_not_followed_but_named(int status)
    {
        await using var server = await LocalServer.StartAsync(_ => new ServerReply
        {
            Status = status,
            Headers = [("Location", "https://elsewhere.example/v1/x")],
        });

        var exception = await Assert.ThrowsAsync<EndpointException>(() => AskAsync(server.Address, HttpMethod.Post, retries: 3));

        Assert.Contains("a redirection to https://elsewhere.example/v1/x", exception.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("chunks")]
    [InlineData("mark")]
    [InlineData("unknown encoding")]
    [InlineData("python's numbers")]
    public async Task A_reply_is_read_in_any_dress(string kind)
    {
        await using var server = await LocalServer.StartAsync(_ => kind switch
        {
            "gzip" => Good with { Gzip = true },
            "chunks" => Good with { Chunked = true },
            "mark" => Good with { Text = "\uFEFF" + Good.Text },
            "unknown encoding" => Good with { Headers = [("Content-Type", "application/json; charset=no-such-thing")] },
            "python's numbers" => Good with { Text = "{\"answer\": \"yes\", \"odd\": [NaN, -Infinity]}" },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        });

        Assert.Equal("yes", await AskAsync(server.Address, HttpMethod.Get, retries: 0));
    }

    [Fact]
    public async Task A_server_that_starts_late_is_waited_for()
    {
        using var place = new TcpListener(IPAddress.Loopback, 0);
        place.Start();
        var port = ((IPEndPoint)place.LocalEndpoint).Port;
        place.Stop();
        var address = $"http://127.0.0.1:{port}";
        Task? serving = null;
        using var endpoint = new EndpointPool(Options(address, 20), null, _ => serving ??= ServeOnceAsync(port));

        var answer = await endpoint.AskAsync(
            new EndpointRequest<string?>(HttpMethod.Get, "/", null, Answer),
            TestContext.Current.CancellationToken
        );

        Assert.Equal("yes", answer);
        await serving!;
    }

    [Fact]
    public async Task A_connection_that_is_refused_is_tried_as_often_as_said()
    {
        var exception = await Assert.ThrowsAsync<EndpointException>(() => AskAsync("http://127.0.0.1:1", HttpMethod.Get, retries: 2));

        Assert.Equal((EndpointProblem.NotAnswering, 3), (exception.Problem, exception.Attempts));
        Assert.Equal(2, _said.Count);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("12", 12)]
    [InlineData("45", 30)]
    [InlineData("100000000", 30)]
    public async Task The_wait_that_a_server_asks_for_is_kept_up_to_the_longest(string retryAfter, int expected)
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Number < 3 ? ServerReply.Error(429, "slow down") with { RetryAfter = retryAfter } : Good
        );
        var clock = new InstantClock();

        await AskAsync(server.Address, HttpMethod.Get, retries: 3, clock);

        // No timer is needed for no wait.
        Assert.Equal(expected == 0 ? [] : Enumerable.Repeat(TimeSpan.FromSeconds(expected), 3), clock.Waits);
    }

    [Fact]
    public async Task Waits_before_a_server_that_names_none_grow_at_random_and_add_up_to_half_a_minute()
    {
        List<TimeSpan> first = [], all = [];
        for (var i = 0; i < 20; i++)
        {
            var clock = new InstantClock();
            await Assert.ThrowsAsync<EndpointException>(() => AskAsync("http://127.0.0.1:1", HttpMethod.Get, retries: 5, clock));

            Assert.Equal(5, clock.Waits.Count);
            Assert.All(clock.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, RetryWait.Usual.Max));
            first.Add(clock.Waits[0]);
            all.Add(clock.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait));
        }

        // Without randomness 1 + 2 + 4 + 8 + 16 = 31 s.
        Assert.All(all, sum => Assert.InRange(sum.TotalSeconds, 22, 46));
        Assert.All(first, wait => Assert.InRange(wait.TotalSeconds, 0, 3));
        // Waits are whole milliseconds, so two of twenty may be equal by chance; without randomness all would be.
        Assert.InRange(first.Distinct().Count(), 10, 20);
    }

    [Fact]
    public async Task A_server_without_TLS_is_told_from_one_that_is_not_there()
    {
        await using var server = await LocalServer.StartAsync(_ => Good);

        var exception = await Assert.ThrowsAsync<EndpointException>(() =>
            AskAsync(server.Address.Replace("http:", "https:", StringComparison.Ordinal), HttpMethod.Get, retries: 3)
        );

        Assert.Contains("TLS", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, exception.Attempts);
    }

    [Fact]
    public async Task A_proxy_that_answers_in_place_of_the_server_is_named_without_its_password()
    {
        await using var proxy = await LocalServer.StartAsync(_ => new ServerReply
        {
            Status = 503,
            Text = "<html><title>Access denied</title></html>",
        });
        var way = new WebProxy(new Uri(proxy.Address.Replace("//", "//user:secret@", StringComparison.Ordinal)));
        using var endpoint = new EndpointPool(Options("http://inference.example:8000", 0) with { Proxy = way }, null, _said.Add);

        var exception = await Assert.ThrowsAsync<EndpointException>(() =>
            endpoint.AskAsync(
                new EndpointRequest<string?>(HttpMethod.Get, "/v1/models", null, Answer),
                TestContext.Current.CancellationToken
            )
        );

        Assert.Contains($"status 503: Access denied (through the proxy {proxy.Address},", exception.Message, StringComparison.Ordinal);
        Assert.Contains("inference.example into NO_PROXY", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named()
    {
        using var endpoint = new EndpointPool(
            Options("http://inference.example:8000", 0) with
            {
                Proxy = new WebProxy("http://127.0.0.1:1"),
            },
            null,
            _said.Add
        );

        var exception = await Assert.ThrowsAsync<EndpointException>(() =>
            endpoint.AskAsync(new EndpointRequest<string?>(HttpMethod.Get, "/", null, Answer), TestContext.Current.CancellationToken)
        );

        Assert.Contains("http://127.0.0.1:1, which HTTP_PROXY", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A key that is a word, as vLLM's examples have it, may occur in what a model says.</summary>
    [Fact]
    public async Task An_answer_with_the_key_in_it_stays_as_it_is_and_a_message_has_no_key()
    {
        await using var good = await LocalServer.StartAsync(_ => new ServerReply { Text = "{\"answer\": \"The set is EMPTY\"}" });
        await using var bad = await LocalServer.StartAsync(_ => ServerReply.Error(400, "the key EMPTY is wrong"));
        await using var odd = await LocalServer.StartAsync(_ => new ServerReply { Text = "the key EMPTY is wrong" });
        var request = new EndpointRequest<string?>(HttpMethod.Post, "/x", "{}", Answer);
        async Task<string?> AskAsync(LocalServer server)
        {
            using var endpoint = new EndpointPool(Options(server.Address, 0), "EMPTY", _said.Add);
            return await endpoint.AskAsync(request, TestContext.Current.CancellationToken);
        }

        Assert.Equal("The set is EMPTY", await AskAsync(good));
        foreach (var server in new[] { bad, odd })
        {
            var failure = await Assert.ThrowsAsync<EndpointException>(() => AskAsync(server));

            Assert.Contains("the key *** is wrong", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("EMPTY", failure.Reply, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://bot:secret@gpu:8000", "http://gpu:8000")]
    [InlineData("http://bot:secret|b@gpu:8000/v1", "http://gpu:8000/v1")]
    [InlineData("http://bot:secret b%20\u00e9^{}@gpu:8000", "http://gpu:8000")]
    [InlineData("http://bot:secret@secret@gpu", "http://gpu")]
    [InlineData("http://secret@gpu:8000/v1?user=a@b", "http://gpu:8000/v1?user=a@b")]
    [InlineData("http://bot:secret@[::1]:8000", "http://[::1]:8000")]
    [InlineData("http://gpu:8000/a@b", "http://gpu:8000/a@b")]
    [InlineData("http://gpu?a@b", "http://gpu?a@b")]
    [InlineData("HTTPS://gpu", "HTTPS://gpu")]
    [InlineData("gpu", "gpu")]
    public void An_address_is_shown_without_user_and_password(string url, string shown) =>
        Assert.Equal(shown, ShownAddress.Of(url));

    [Theory]
    [InlineData("/elsewhere")]
    [InlineData("//secret:secret@other/elsewhere")]
    public async Task A_redirection_is_shown_without_user_and_password(string target)
    {
        await using var server = await LocalServer.StartAsync(_ => new ServerReply { Status = 307, Headers = [("Location", target)] });

        var failure = await Assert.ThrowsAsync<EndpointException>(() =>
            AskAsync(server.Address.Replace("//", "//bot:secret|b@", StringComparison.Ordinal), HttpMethod.Get, retries: 0)
        );

        Assert.Contains("/elsewhere; write that address", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    private static ServerReply Good { get; } = new() { Text = "{\"answer\": \"yes\"}" };

    private static ServerReply Moment(string kind) =>
        kind switch
        {
            "408" => ServerReply.Error(408, "slow"),
            "425" => ServerReply.Error(425, "early"),
            "429 without a wait" => ServerReply.Error(429, "slow down"),
            "429 with a wait" => ServerReply.Error(429, "slow down") with { RetryAfter = "0" },
            "500" => ServerReply.Error(500, "out of memory"),
            "502 page" => new ServerReply
            {
                Status = 502,
                Text = "<html><head><title>502 Bad Gateway</title></head><body><hr>nginx</body></html>",
            },
            "503" => ServerReply.Error(503, "loading"),
            "504 page" => new ServerReply { Status = 504, Text = "<html>Gateway Time-out</html>" },
            "cut" => Good with { Cut = true },
            "cut chunks" => Good with { Cut = true, Chunked = true },
            "half of a JSON text" => new ServerReply { Text = Good.Text[..9] },
            "error with status 200" => new ServerReply { Text = "{\"error\": {\"message\": \"out of memory\", \"code\": null}}" },
            "empty" => new ServerReply(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    private static string? Answer(EndpointReply reply)
    {
        using var json = reply.Json();
        return json.RootElement.GetProperty("answer").GetString();
    }

    private static EndpointOptions Options(string url, int retries) =>
        new()
        {
            Url = url,
            Timeout = TimeSpan.FromMinutes(1),
            Retries = retries,
            Wait = new(TimeSpan.Zero, TimeSpan.Zero),
            MaxReplyBytes = 1 << 20,
        };

    private static async Task ServeOnceAsync(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await client
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {Good.Text.Length}\r\n\r\n{Good.Text}"),
                TestContext.Current.CancellationToken
            );
    }

    /// <param name="clock">Null asks again without a wait.</param>
    private async Task<string?> AskAsync(string address, HttpMethod method, int retries, TimeProvider? clock = null)
    {
        var options = Options(address, retries);
        options = clock is null ? options : options with { Clock = clock, Wait = RetryWait.Usual };
        using var endpoint = new EndpointPool(options, null, _said.Add);
        return await endpoint.AskAsync(
            new EndpointRequest<string?>(method, "/x", method == HttpMethod.Post ? "{}" : null, Answer),
            TestContext.Current.CancellationToken
        );
    }
}
