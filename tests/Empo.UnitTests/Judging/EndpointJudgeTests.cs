using System.Text.Json.Nodes;
using Empo.Stages.Judging;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Judging;

/// <summary>The judge behind a server, asked through a real one.</summary>
public sealed class EndpointJudgeTests
{
    private static readonly JudgedPair[] Pairs =
    [
        .. Enumerable.Range(0, 12).Select(i => new JudgedPair($"question {i}", "forty", i % 2 == 0 ? "40" : "41")),
    ];

    [Fact]
    public async Task Each_pair_gets_the_verdict_of_its_reply_and_several_are_asked_at_a_time()
    {
        await using var server = await LocalServer.StartAsync(request =>
            ServerReply.Chat("m", request.Text.Contains("41", StringComparison.Ordinal) ? "No." : "Decision: Yes") with
            {
                Delay = TimeSpan.FromMilliseconds(50),
            }
        );

        const string variable = "EMPO_TEST_JUDGE_KEY";
        Environment.SetEnvironmentVariable(variable, "secret");

        var verdicts = Judge(server, Settings(server) with { KeyVariable = variable, Concurrency = 4 });

        Assert.Equal(Pairs.Select(pair => (bool?)(pair.Answer == "40")), verdicts);
        Assert.InRange(server.MostAtOnce, 2, 4);
        Assert.All(server.Requests, request => Assert.Equal("/v1/chat/completions", request.Path));
        Assert.All(server.Requests, request => Assert.Equal("Bearer secret", request.Authorization));
        Assert.Equal("m", server.Requests[0].Json.GetProperty("model").GetString());
        Assert.Contains(
            "forty",
            server.Requests[0].Json.GetProperty("messages")[0].GetProperty("content").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Errors_that_pass_are_asked_again()
    {
        await using var server = await LocalServer.StartAsync(request => request.Number switch
        {
            0 => ServerReply.Error(503, "loading"),
            1 => ServerReply.Error(429, "slowly"),
            2 => ServerReply.Chat("m", "Yes") with { Cut = true },
            3 => ServerReply.Chat("m", "Yes") with { Delay = TimeSpan.FromSeconds(30) },
            _ => ServerReply.Chat("m", "Yes"),
        });

        var verdicts = Judge(server, Settings(server) with { Concurrency = 1, Timeout = TimeSpan.FromSeconds(2) });

        Assert.All(verdicts, verdict => Assert.True(verdict));
        Assert.Equal(Pairs.Length + 4, server.Requests.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_asks_for_a_long_wait_gets_the_longest_one_and_not_the_shortest(bool date)
    {
        var clock = new InstantClock();
        await using var server = await LocalServer.StartAsync(request => request.Number == 0
            ? ServerReply.Error(429, "slowly") with { RetryAfter = date ? DateTimeOffset.UtcNow.AddMinutes(2).ToString("R") : "120" }
            : ServerReply.Chat("m", "Yes"));

        Judge(server, Settings(server) with { Concurrency = 1, Clock = clock });

        Assert.Equal(Pairs.Length + 1, server.Requests.Count);
        Assert.Equal([TimeSpan.FromSeconds(30)], clock.Waits);
    }

    [Theory]
    [InlineData(503, "EMPO4045")]
    [InlineData(500, "EMPO4044")]
    public async Task A_server_that_never_answers_is_an_error_after_the_attempts_and_what_was_said_is_told(int status, string code)
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Number < 3 ? ServerReply.Chat("m", "Yes") : ServerReply.Error(status, "broken")
        );
        var told = 0;
        var settings = Settings(server) with { Concurrency = 1, Retries = 2 };
        using var judge = new EndpointJudge(settings, new JudgePrompt(""), new CollectedLog());

        var failure = Assert.Throws<UserError>(() => judge.Judge(Pairs, (_, _) => told++, TestContext.Current.CancellationToken));

        Assert.Equal(code, failure.Code);
        Assert.Contains($"status {status}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, told);
        Assert.Equal(3 + 3, server.Requests.Count);
    }

    [Fact]
    public async Task Verdicts_are_asked_for_greedily_and_without_filters_or_penalties()
    {
        await using var server = await LocalServer.StartAsync(_ => ServerReply.Chat("m", "Yes"));

        Judge(server, Settings(server));

        var request = server.Requests[0].Json;
        Assert.Equal(
            (16, 0, 1, -1, 0, 1, 1, 0, 0),
            (
                Number("max_tokens"),
                Number("temperature"),
                Number("top_p"),
                Number("top_k"),
                Number("min_p"),
                Number("repetition_penalty"),
                Number("repeat_penalty"),
                Number("presence_penalty"),
                Number("frequency_penalty")
            )
        );
        int Number(string name) => request.GetProperty(name).GetInt32();
    }

    [Theory]
    [InlineData(
        "max_completion_tokens",
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        "max_tokens",
        null
    )]
    [InlineData("", "Unrecognized request arguments supplied: top_k, min_p", null, "EMPO4086")]
    public async Task A_judge_with_fewer_fields_is_asked_with_fewer(string now, string message, string? parameter, string? warning)
    {
        await using var server = await LocalServer.StartAsync(request =>
            (parameter ?? "top_k") is var refused && request.Json.TryGetProperty(refused, out _)
                ? ServerReply.Json(
                    new JsonObject
                    {
                        ["error"] = new JsonObject { ["message"] = message, ["param"] = parameter },
                    }
                ) with
                {
                    Status = 400,
                }
                : ServerReply.Chat("m", "Yes")
        );
        var log = new CollectedLog();

        var verdicts = Judge(server, Settings(server) with { Concurrency = 1 }, log);

        Assert.All(verdicts, verdict => Assert.True(verdict));
        Assert.Equal(Pairs.Length + 1, server.Requests.Count);
        Assert.True(now.Length == 0 || server.Requests[1].Json.GetProperty(now).GetInt32() == 16);
        Assert.Equal(warning, log.Lines.FirstOrDefault(line => line.StartsWith("EMPO", StringComparison.Ordinal))?[..8]);
    }

    [Fact]
    public async Task A_judge_that_cannot_be_greedy_is_refused_by_the_fields_name()
    {
        await using var server = await LocalServer.StartAsync(_ =>
            ServerReply.Error(400, "Unsupported value: 'temperature' does not support 0 with this model.")
        );

        var failure = Assert.Throws<UserError>(() => Judge(server, Settings(server) with { Concurrency = 1 }));

        Assert.Equal("EMPO4085", failure.Code);
        Assert.Contains("refuses temperature", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"choices\": [{\"message\"")]
    [InlineData("{\"error\": {\"message\": \"engine is waking up\"}}")]
    [InlineData("")]
    public async Task A_reply_that_is_cut_off_or_an_error_is_asked_for_again(string text)
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Number == 0 ? new ServerReply { Text = text } : ServerReply.Chat("m", "Yes")
        );

        Assert.All(Judge(server, Settings(server) with { Concurrency = 1 }), verdict => Assert.True(verdict));
        Assert.Equal(Pairs.Length + 1, server.Requests.Count);
    }

    [Theory]
    [InlineData(401, "{\"error\":\"key\"}")]
    [InlineData(404, "no such model")]
    [InlineData(200, "<html>")]
    [InlineData(200, "{\"choices\":[]}")]
    [InlineData(200, "{\"choices\":{\"a\":1}}")]
    public async Task What_will_never_work_is_asked_once(int status, string text)
    {
        await using var server = await LocalServer.StartAsync(_ => new ServerReply { Status = status, Text = text });

        var failure = Assert.Throws<UserError>(() => Judge(server, Settings(server) with { Concurrency = 1 }));

        Assert.Equal("EMPO4044", failure.Code);
        Assert.Single(server.Requests);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_the_address_is_in_no_message()
    {
        var settings = new JudgeSettings
        {
            Url = "http://somebody:hidden@127.0.0.1:1/v1", Name = "m", MaxTokens = 16, Requests = 100, Retries = 0,
        };
        using var judge = new EndpointJudge(settings, new JudgePrompt(""), new CollectedLog());

        var failure = Assert.Throws<UserError>(() => judge.Judge(Pairs, (_, _) => { }, TestContext.Current.CancellationToken));

        Assert.Equal("EMPO4045", failure.Code);
        Assert.DoesNotContain("hidden", failure.Message, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:1/v1/chat/completions", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_pairs_than_admitted_are_refused_before_anybody_is_asked()
    {
        await using var server = await LocalServer.StartAsync(_ => ServerReply.Chat("m", "Yes"));

        var failure = Assert.Throws<UserError>(() => Judge(server, Settings(server) with { Requests = 11 }));

        Assert.Equal("EMPO4046", failure.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Replies_without_a_verdict_are_different_and_reported()
    {
        await using var server = await LocalServer.StartAsync(_ => ServerReply.Chat("m", "I cannot tell"));
        var log = new CollectedLog();

        var verdicts = Judge(server, Settings(server), log);

        Assert.All(verdicts, verdict => Assert.False(verdict));
        Assert.StartsWith("EMPO4047 12 of 12", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Yes", true)]
    [InlineData("no", false)]
    [InlineData("They say no more. Final decision: YES.", true)]
    [InlineData("**No**", false)]
    [InlineData("Nothing known", null)]
    [InlineData("", null)]
    public void The_last_yes_or_no_counts(string reply, bool? expected) =>
        Assert.Equal(expected, EndpointJudge.VerdictOf(reply));

    [Theory]
    [InlineData("")]
    [InlineData("localhost:8000/v1")]
    [InlineData("ftp://host/v1")]
    public void No_address_is_the_users_error(string url) =>
        Assert.Equal(
            "EMPO4043",
            Assert
                .Throws<UserError>(() =>
                    new ChatEndpoint(
                        new JudgeSettings
                        {
                            Url = url,
                            Name = "m",
                            MaxTokens = 1,
                            Timeout = TimeSpan.FromSeconds(1),
                            Retries = 0,
                            Requests = 1,
                            Concurrency = 1,
                        },
                        new CollectedLog()
                    )
                )
                .Code
        );

    [Fact]
    public async Task A_cancelled_stage_asks_no_more()
    {
        using var cancelled = new CancellationTokenSource();
        await using var server = await LocalServer.StartAsync(request =>
        {
            cancelled.Cancel();
            return ServerReply.Chat("m", "Yes");
        });
        using var judge = new EndpointJudge(Settings(server) with { Concurrency = 1 }, new JudgePrompt(""), new CollectedLog());

        Assert.ThrowsAny<OperationCanceledException>(() => judge.Judge(Pairs, (_, _) => { }, cancelled.Token));
        Assert.InRange(server.Requests.Count, 1, 2);
    }

    private static bool?[] Judge(LocalServer server, JudgeSettings settings, CollectedLog? log = null)
    {
        var told = new bool?[Pairs.Length];
        using var judge = new EndpointJudge(settings, new JudgePrompt(""), log ?? new CollectedLog());
        judge.Judge(Pairs, (index, equal) => told[index] = equal, TestContext.Current.CancellationToken);
        return told;
    }

    private static JudgeSettings Settings(LocalServer server) => new()
    {
        Url = server.Address + "/v1",
        Name = "m",
        MaxTokens = 16,
        Timeout = TimeSpan.FromSeconds(20),
        Retries = 4,
        Requests = 100,
        Concurrency = 8,
        Wait = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30)),
    };
}
