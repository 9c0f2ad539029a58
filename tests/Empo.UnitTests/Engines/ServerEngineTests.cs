using System.Text.Json.Nodes;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>A real server on this machine that answers, and behaves badly in the ways in which servers do.</summary>
public sealed class ServerEngineTests
{
    private static readonly (int[], float[], string) Good = ([65, 66, 0], [-1, -2, -0.5f], "stop");
    private static readonly (int[], float[], string) CutOff = ([65, 66, 67, 68], [-1, -2, -3, -4], "length");

    private readonly CollectedLog _log = new();

    [Fact]
    public async Task Token_ids_go_out_and_come_back_with_their_log_probabilities()
    {
        await using var server = await LocalServer.StartAsync(_ => CompletionReply.Of([Good, CutOff]));

        var completions = Complete(server, Batch(prompts: 3));

        Assert.Equal(
            [(0, 4), (0, 5), (1, 4), (1, 5), (2, 4), (2, 5)],
            completions.Select(completion => (completion.Question, completion.Sample))
        );
        Assert.Equal((FinishReason.Stop, FinishReason.Length), (completions[0].FinishReason, completions[1].FinishReason));
        Assert.Equal([65, 66, 0], completions[0].TokenIds);
        Assert.Equal([-1f, -2f, -0.5f], completions[0].LogProbs);
        var request = server.Requests.Single(request => request.Json.GetProperty("prompt")[0].GetInt32() == 1).Json;
        Assert.Equal(
            ("m", 2, 4, 1.0),
            (
                request.GetProperty("model").GetString(),
                request.GetProperty("n").GetInt32(),
                request.GetProperty("max_tokens").GetInt32(),
                request.GetProperty("temperature").GetDouble()
            )
        );
        Assert.Equal(0, request.GetProperty("stop_token_ids")[0].GetInt32());
        Assert.Equal(3, server.Requests.Select(sent => sent.Json.GetProperty("seed").GetInt32()).Distinct().Count());
    }

    [Fact]
    public void A_requests_seed_depends_on_what_is_asked_and_on_nothing_else()
    {
        var batch = Batch(prompts: 2);

        Assert.Equal(ServerEngine.SeedOf(batch, 1, 4), ServerEngine.SeedOf(Batch(prompts: 2), 1, 4));
        int[] others =
        [
            ServerEngine.SeedOf(batch, 0, 4),
            ServerEngine.SeedOf(batch with { Round = 2 }, 1, 4),
            ServerEngine.SeedOf(batch, 1, 0),
            ServerEngine.SeedOf(batch with { Seed = 2 }, 1, 4),
        ];
        Assert.DoesNotContain(ServerEngine.SeedOf(batch, 1, 4), others);
        Assert.All(others, seed => Assert.InRange(seed, 0, int.MaxValue));
    }

    public static TheoryData<string> Misbehaviours =>
        [
            "500", "429", "cut", "no json", "no choices", "too many choices", "unequal lengths", "foreign ids", "too long", "no reason",
            "positive log-probability",
        ];

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public async Task A_bad_reply_is_asked_for_again(string kind)
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Number < 2 ? Bad(kind) : CompletionReply.Of([Good, CutOff])
        );

        var completions = Complete(server, Batch());

        Assert.Equal(2, completions.Count);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(2, _log.Lines.Count(line => line.Contains("trying again", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("500", "EMPO4072")]
    [InlineData("503", "EMPO4073")]
    [InlineData("cut", "EMPO4073")]
    [InlineData("no json", "EMPO4074")]
    [InlineData("unequal lengths", "EMPO4074")]
    public async Task A_server_that_stays_bad_is_a_clear_error(string kind, string code)
    {
        await using var server = await LocalServer.StartAsync(_ => Bad(kind));

        var failure = Assert.Throws<UserError>(() => Complete(server, Batch(prompts: 4), retries: 1));

        Assert.Equal(code, failure.Code);
        Assert.Contains(server.Address, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_server_runs_into_the_time_out()
    {
        await using var server = await LocalServer.StartAsync(_ =>
            CompletionReply.Of([Good, CutOff]) with
            {
                Delay = TimeSpan.FromMinutes(10),
            }
        );

        var failure = Assert.Throws<UserError>(() => Complete(server, Batch(), retries: 0, timeout: TimeSpan.FromMilliseconds(100)));

        Assert.Equal("EMPO4073", failure.Code);
        Assert.Contains("no answer within 0.1 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_not_there_is_a_clear_error()
    {
        using var client = new ServerClient(new ServerSettings { Url = "http://127.0.0.1:1", Model = "m", Retries = 0 }, _log);
        using var engine = new ServerEngine(client, new ServedModel("m", new CharacterTokenizer()), _log);

        Assert.Equal("EMPO4073", Assert.Throws<UserError>(() => engine.Complete(Batch(), TestContext.Current.CancellationToken)).Code);
    }

    [Fact]
    public async Task A_refusal_is_not_asked_again_and_the_key_is_in_no_message()
    {
        const string variable = "EMPO_TEST_SERVER_KEY";
        Environment.SetEnvironmentVariable(variable, "a-secret-key");
        await using var server = await LocalServer.StartAsync(request => ServerReply.Error(401, $"wrong key {request.Authorization}"));

        var failure = Assert.Throws<UserError>(() => Complete(server, Batch(), keyVariable: variable));

        Assert.Equal("EMPO4072", failure.Code);
        Assert.Equal("Bearer a-secret-key", Assert.Single(server.Requests).Authorization);
        Assert.DoesNotContain("a-secret-key", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Bearer ***", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_not_set_is_a_clear_error() =>
        Assert.Equal(
            "EMPO4075",
            Assert
                .Throws<UserError>(() =>
                    new ServerClient(
                        new ServerSettings
                        {
                            Url = "http://127.0.0.1:1",
                            Model = "m",
                            KeyVariable = "EMPO_TEST_NO_SUCH_KEY",
                        },
                        _log
                    )
                )
                .Code
        );

    [Fact]
    public async Task Requests_under_way_are_bounded()
    {
        await using var server = await LocalServer.StartAsync(_ =>
            CompletionReply.Of([Good, CutOff]) with
            {
                Delay = TimeSpan.FromMilliseconds(5),
            }
        );

        Complete(server, Batch(prompts: 20), concurrency: 3);

        Assert.InRange(server.MostAtOnce, 1, 3);
    }

    /// <summary>
    /// The server answers nothing until as many requests have come as may be under way, so waiting for a batch to end before the next one
    /// is asked would never end.
    /// </summary>
    [Fact]
    public async Task Requests_of_several_batches_are_under_way_together()
    {
        const int batches = 4, questions = 5;
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await LocalServer.StartAsync(request =>
        {
            if (request.Number + 1 == batches * questions)
            {
                together.SetResult();
            }

            return CompletionReply.Of([Good, CutOff]) with { After = together.Task };
        });
        var completed = new Dictionary<int, int>();
        using var engine = Engine(server, retries: 0, concurrency: batches * questions);

        ((IRolloutEngine)engine).Complete(
            Enumerable.Range(0, batches).Select(i => Batch(questions) with { FirstSample = 2 * i }),
            (batch, completions) =>
            {
                Assert.Equal(
                    from question in Enumerable.Range(0, questions)
                    from sample in Enumerable.Range(batch.FirstSample, 2)
                    select (question, sample),
                    completions.Select(completion => (completion.Question, completion.Sample))
                );
                completed.Add(batch.FirstSample, completions.Count);
            },
            TestContext.Current.CancellationToken
        );

        Assert.Equal(batches, completed.Count);
        Assert.Equal(batches * questions, server.MostAtOnce);
    }

    /// <summary>Whole batches are handed over before the failure; those that the failure interrupts are not.</summary>
    [Fact]
    public async Task A_failure_keeps_the_batches_that_are_whole()
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Number < 6 ? CompletionReply.Of([Good, CutOff]) : ServerReply.Error(400, "no")
        );
        var completed = new List<int>();
        using var engine = Engine(server, retries: 0, concurrency: 1);

        var failure = Assert.Throws<UserError>(() =>
            ((IRolloutEngine)engine).Complete(
                Enumerable.Range(0, 4).Select(i => Batch(prompts: 2) with { FirstSample = 2 * i }),
                (batch, _) => completed.Add(batch.FirstSample),
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal("EMPO4072", failure.Code);
        Assert.Equal([0, 2, 4], completed);
    }

    [Fact]
    public async Task Text_without_ids_is_encoded_anew_and_warned_of_once()
    {
        await using var server = await LocalServer.StartAsync(_ => CompletionReply.OfTexts("AB", "C"));

        var completions = Complete(server, Batch(prompts: 2));

        Assert.Equal([65, 66, 0], completions[0].TokenIds);
        Assert.All(completions, completion => Assert.Empty(completion.LogProbs));
        Assert.Single(_log.Lines, line => line.StartsWith("EMPO4078", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ids_in_place_of_texts_are_read_too()
    {
        await using var server = await LocalServer.StartAsync(_ => CompletionReply.Write(Enumerable.Range(0, 2).Select(i => new JsonObject
        {
            ["index"] = 1 - i, ["text"] = "?", ["finish_reason"] = "length",
            ["logprobs"] = new JsonObject { ["tokens"] = new JsonArray($"token_id:{65 + i}"), ["token_logprobs"] = new JsonArray(-1) },
        }).ToArray()));

        Assert.Equal([66, 65], Complete(server, Batch()).Select(completion => completion.TokenIds.Single()));
    }

    [Fact]
    public async Task Log_probabilities_before_another_temperature_are_left_away()
    {
        await using var server = await LocalServer.StartAsync(_ => CompletionReply.Of([Good, CutOff]));
        var batch = Batch();

        var completions = Complete(server, batch with { Decoding = batch.Decoding with { Temperature = 0.7 } });

        Assert.All(completions, completion => Assert.Empty(completion.LogProbs));
    }

    [Fact]
    public async Task A_stop_token_that_the_server_keeps_to_itself_is_added()
    {
        await using var server = await LocalServer.StartAsync(_ => CompletionReply.Of([([65], [-1], "stop"), CutOff]));

        var completion = Complete(server, Batch())[0];

        Assert.Equal([65, 0], completion.TokenIds);
        Assert.Empty(completion.LogProbs);
    }

    /// <summary>
    /// Four tokens were asked for. Servers say stop for a stop string, an end of their own, or by mistake; without a stop token at its end,
    /// such a response is not a finished one.
    /// </summary>
    [Theory]
    [InlineData(new[] { 65, 66, 67, 68 }, false, 4)]
    [InlineData(new[] { 65, 66, 67, 0 }, true, 4)]
    [InlineData(new[] { 65, 66, 67 }, true, 4)]
    public async Task A_response_of_all_tokens_without_a_stop_token_is_cut_off_whatever_the_server_says(
        int[] ids,
        bool stops,
        int length
    )
    {
        await using var server = await LocalServer.StartAsync(_ =>
            CompletionReply.Of([(ids, [.. ids.Select(_ => -1f)], "stop"), ([70, 0], [-1, -1], "stop")])
        );

        var completion = Complete(server, Batch())[0];

        Assert.Equal((stops, length), (completion.FinishReason == FinishReason.Stop, completion.TokenIds.Count));
    }

    [Fact]
    public async Task The_servers_models_and_version_are_its_identity()
    {
        await using var server = await LocalServer.StartAsync(request => request.Path switch
        {
            "/v1/models" => ServerReply.Models("m", "n"),
            "/version" => new ServerReply { Text = "{\"version\": \"0.11.0\"}" },
            _ => ServerReply.Error(404, "no"),
        });
        using var client = Client(server, revision: "today");
        using var other = new ServerClient(client.Settings with { Model = "x" }, _log);

        var identity = await client.IdentifyAsync(TestContext.Current.CancellationToken);

        Assert.Equal("server model=m root=m revision=today version=0.11.0", identity.Line);
        var failure = await Assert.ThrowsAsync<UserError>(() => other.IdentifyAsync(TestContext.Current.CancellationToken));
        Assert.Equal("EMPO4076", failure.Code);
        Assert.Contains("'m', 'n'", failure.Message, StringComparison.Ordinal);
    }

    private static ServerReply Bad(string kind) =>
        kind switch
        {
            "500" => ServerReply.Error(500, "out of memory"),
            "503" => ServerReply.Error(503, "loading"),
            "429" => ServerReply.Error(429, "slow down") with { RetryAfter = "0" },
            "cut" => CompletionReply.Of([Good, CutOff]) with { Cut = true },
            "no json" => new ServerReply { Text = "<html>" },
            "no choices" => new ServerReply { Text = "{\"object\": \"error\"}" },
            "too many choices" => CompletionReply.Of([Good, Good, CutOff]),
            "unequal lengths" => CompletionReply.Of([Good, ([65, 66], [-1], "length")]),
            "foreign ids" => CompletionReply.Of([Good, ([70000], [-1], "length")]),
            "too long" => CompletionReply.Of([Good, ([1, 2, 3, 4, 5], [-1, -1, -1, -1, -1], "length")]),
            "no reason" => CompletionReply.Of([Good, ([65], [-1], "abort")]),
            "positive log-probability" => CompletionReply.Of([Good, ([65], [1], "length")]),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    private IReadOnlyList<Completion> Complete(
        LocalServer server,
        RolloutBatch batch,
        int retries = 3,
        TimeSpan? timeout = null,
        int concurrency = 4,
        string keyVariable = ""
    )
    {
        using var engine = Engine(server, retries, concurrency, timeout, keyVariable);
        return engine.Complete(batch, TestContext.Current.CancellationToken);
    }

    private ServerEngine Engine(
        LocalServer server,
        int retries,
        int concurrency,
        TimeSpan? timeout = null,
        string keyVariable = ""
    )
    {
        var settings = new ServerSettings
        {
            Url = server.Address,
            Model = "m",
            Retries = retries,
            Timeout = timeout ?? TimeSpan.FromMinutes(1),
            Concurrency = concurrency,
            KeyVariable = keyVariable,
            Wait = new(TimeSpan.Zero, TimeSpan.FromSeconds(30)),
        };
        return new ServerEngine(new ServerClient(settings, _log), new ServedModel("m", new CharacterTokenizer()), _log);
    }

    private ServerClient Client(LocalServer server, string weights = "fixed", string revision = "") =>
        new(
            new ServerSettings
            {
                Url = server.Address,
                Model = "m",
                Weights = RolloutServer.Weights.Parse(weights),
                Revision = revision,
                Retries = 0,
            },
            _log
        );

    private static RolloutBatch Batch(int prompts = 1) => new()
    {
        Prompts = [.. Enumerable.Range(0, prompts).Select(i => new RolloutPrompt($"q{i}", [i, 9]))],
        FirstSample = 4,
        Samples = 2,
        Seed = 1,
        Round = 1,
        Decoding = new Decoding { Temperature = 1, TopP = 1, TopK = 0, MaxTokens = 4, StopTokens = [0], Greedy = false },
    };
}
