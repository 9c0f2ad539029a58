using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>Several servers of one model: even load, and no sample lost or taken from the wrong weights when one of them fails.</summary>
public sealed class ServerPoolTests
{
    private static readonly string Version = new('a', 12);

    private readonly CollectedLog _log = new();
    private readonly ManualClock _clock = new();

    /// <summary>
    /// Answers are held back until as many requests are under way as there may be, so a choice by load has to keep both servers full.
    /// </summary>
    [Fact]
    public async Task Requests_are_spread_evenly_and_bounded_for_each_server()
    {
        const int questions = 120;
        var latency = new VirtualLatency(questions, 8, [.. Enumerable.Repeat(1.0, questions)]);
        await using var one = await StartAsync(request => Sampled(request) with { After = latency.Of(QuestionOf(request)) });
        await using var other = await StartAsync(request => Sampled(request) with { After = latency.Of(QuestionOf(request)) });

        Assert.Equal(questions, Complete([one, other], questions, concurrency: 4).Count);

        Assert.InRange(Asked(one), questions * 0.45, questions * 0.55);
        Assert.Equal((4, 4), (one.MostAtOnce, other.MostAtOnce));
    }

    /// <summary>Latencies as of response lengths: lognormal with a long tail.</summary>
    [Fact]
    public async Task Two_servers_take_little_more_than_half_of_the_time_of_one()
    {
        const int questions = 1200;
        var single = await TimeAsync(servers: 1, questions, concurrency: 16);
        var both = await TimeAsync(servers: 2, questions, concurrency: 16);

        Assert.True(single >= 1.8 * both, $"{single} against {both}");
    }

    /// <summary>96 requests of 12 chunks at concurrency 96 take no longer than one wave, which is the longest of them.</summary>
    [Fact]
    public async Task Chunks_overlap_so_that_all_requests_are_one_wave()
    {
        var wave = Latencies(96).Max();

        Assert.InRange(await TimeAsync(servers: 1, 96, concurrency: 96), wave, 1.3 * wave);
        Assert.InRange(await TimeAsync(servers: 2, 96, concurrency: 48), wave, 1.3 * wave);
    }

    [Theory]
    [InlineData("dies")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("no JSON")]
    public async Task What_one_server_does_not_answer_another_one_does_at_once_and_the_failing_one_is_left_out(string kind)
    {
        await using var good = await StartAsync(Sampled);
        await using var bad = await StartAsync(_ => kind switch
        {
            "dies" => new ServerReply { Text = "half of it", Cut = true },
            "500" => ServerReply.Error(500, "out of memory"),
            "503" => ServerReply.Error(503, "loading"),
            "no JSON" => new ServerReply { Text = "<html>" },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        });

        var completions = Complete([bad, good], questions: 50, concurrency: 2);

        Assert.Equal(50, completions.Count);
        Assert.Equal(50, Asked(good));
        // Three in a row, and what was under way beside the third: four requests are, in all.
        Assert.InRange(Asked(bad), 3, 3 + 3);
        var warning = Assert.Single(_log.Lines, line => line.StartsWith("EMPO4091", StringComparison.Ordinal));
        Assert.Contains(bad.Address, warning, StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("trying again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_busy_is_not_left_out()
    {
        await using var good = await StartAsync(Sampled);
        await using var busy = await StartAsync(_ => ServerReply.Error(429, "slow down"));

        Complete([busy, good], questions: 20, concurrency: 1);

        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("EMPO4091", StringComparison.Ordinal));
        Assert.True(Asked(busy) > 4);
    }

    [Fact]
    public async Task A_refusal_is_not_asked_of_another_server()
    {
        await using var one = await StartAsync(_ => ServerReply.Error(400, "too long"));
        await using var other = await StartAsync(_ => ServerReply.Error(400, "too long"));

        var failure = Assert.Throws<UserError>(() => Complete([one, other], questions: 1, concurrency: 1));

        Assert.Equal("EMPO4072", failure.Code);
        Assert.Equal(1, Asked(one) + Asked(other));
    }

    [Fact]
    public async Task Where_all_are_down_each_is_named_with_its_last_problem()
    {
        await using var one = await StartAsync(_ => ServerReply.Error(503, "loading"));
        await using var other = await StartAsync(_ => new ServerReply { Text = "{}" });

        var failure = Assert.Throws<UserError>(() => Complete([one, other], questions: 4, concurrency: 1, retries: 2));

        Assert.Equal("EMPO4073", failure.Code);
        Assert.Contains($"{one.Address}: status 503: loading", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{other.Address}: it has no list of choices", failure.Message, StringComparison.Ordinal);
        Assert.Contains("None of the 2 servers answered in 3 attempt(s)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m", "2", "EMPO4092")]
    [InlineData("x", "1", "EMPO4076")]
    public async Task Servers_of_another_version_or_model_are_not_mixed(string model, string version, string code)
    {
        await using var one = await StartAsync(Sampled);
        await using var other = await StartAsync(Sampled, model, version);
        using var client = Client([one.Address, other.Address]);

        var failure = await Assert.ThrowsAsync<UserError>(() => client.IdentifyAsync(TestContext.Current.CancellationToken));

        Assert.Equal(code, failure.Code);
        Assert.Contains(other.Address, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_from_the_start_is_left_out_and_the_key_is_that_of_one()
    {
        await using var one = await StartAsync(Sampled);
        using var client = Client(["http://127.0.0.1:1", one.Address], retries: 5);
        using var alone = Client([one.Address]);

        var identity = await client.IdentifyAsync(TestContext.Current.CancellationToken);
        await client.HandOverAsync(Policy(), TestContext.Current.CancellationToken);

        Assert.Equal((await alone.IdentifyAsync(TestContext.Current.CancellationToken)).Line, identity.Line);
        Assert.Single(_log.Lines, line => line.StartsWith("EMPO4091", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Servers_that_are_all_away_from_the_start_are_asked_as_often_as_one()
    {
        using var client = Client(["http://127.0.0.1:1", "http://127.0.0.1:2"], retries: 1);

        Assert.Equal(
            "EMPO4073",
            (await Assert.ThrowsAsync<UserError>(() => client.IdentifyAsync(TestContext.Current.CancellationToken))).Code
        );
        Assert.Equal(2, _log.Lines.Count(line => line.Contains("trying again", StringComparison.Ordinal)));
    }

    /// <summary>It is left out, restarts with the weights of its start, and gets the policy before it samples again.</summary>
    [Fact]
    public async Task A_server_that_comes_back_is_given_the_policy_before_its_next_request()
    {
        var restarted = new RestartedServer();
        await using var one = await StartAsync(Sampled, weights: new ServerWeights());
        await using var other = await LocalServer.StartAsync(restarted.Answer);
        using var client = Client([other.Address, one.Address], weights: "update_weights_from_disk");
        using var engine = await EngineAsync(client);

        restarted.Stop();
        Complete(engine, questions: 20);
        restarted.Start();
        Complete(engine, questions: 20);
        Assert.Equal("default", restarted.Weights.Version);
        _clock.Advance(TimeSpan.FromSeconds(31));
        var completions = Complete(engine, questions: 20);

        Assert.Equal(20, completions.Count);
        Assert.Equal(Version, restarted.Weights.Version);
        Assert.NotEqual(0, restarted.SampledBy(Version));
        Assert.Equal(0, restarted.SampledBy("default"));
    }

    /// <summary>Nothing fails: the server is another process between two requests, and only its replies say so.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_reply_from_other_weights_is_not_used_and_the_policy_is_given_once_more(int servers)
    {
        var weights = new ServerWeights();
        await using var one = await StartAsync(Sampled, weights: weights);
        await using var other = await StartAsync(Sampled, weights: new ServerWeights());
        using var client = Client([.. new[] { one.Address, other.Address }.Take(servers)], weights: "update_weights_from_disk");
        using var engine = await EngineAsync(client);
        weights.Version = "default";

        var completions = Complete(engine, questions: 10);

        Assert.Equal(10, completions.Count);
        Assert.Equal(Version, weights.Version);
        Assert.Equal(2, one.Requests.Count(request => request.Path == "/update_weights_from_disk"));
    }

    [Fact]
    public async Task Weights_that_do_not_stay_are_an_error()
    {
        var weights = new ServerWeights { Keeps = false };
        await using var one = await StartAsync(Sampled, weights: weights);
        using var client = Client([one.Address], weights: "update_weights_from_disk");
        using var engine = await EngineAsync(client);

        var failure = Assert.Throws<UserError>(() => Complete(engine, questions: 1));

        Assert.Equal("EMPO4093", failure.Code);
        Assert.Contains("'default' in place of 'aaaaaaaaaaaa'", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, one.Requests.Count(request => request.Path == "/update_weights_from_disk"));
    }

    [Fact]
    public async Task A_restarted_server_that_lacks_the_adapter_loads_it_again()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("adapter_config.json"), "{}");
        var (loaded, loads) = (false, 0);
        await using var server = await LocalServer.StartAsync(request => request.Path switch
        {
            "/v1/models" => ServerReply.Models(loaded ? ["m", $"empo-{Version}"] : ["m"]),
            "/v1/load_lora_adapter" => Load(),
            "/v1/completions" => loaded
                ? Sampled(request)
                : ServerReply.Error(404, $"The model `{request.Json.GetProperty("model").GetString()}` does not exist."),
            _ => ServerReply.Error(404, "Not Found"),
        });
        using var client = Client([server.Address], weights: "lora");
        await client.IdentifyAsync(TestContext.Current.CancellationToken);
        var served = await client.HandOverAsync(Policy(folder.Path), TestContext.Current.CancellationToken);
        using var engine = new ServerEngine(
            client,
            new ServedModel(served.Name, new CharacterTokenizer()) { Policy = served },
            _log
        );
        loaded = false;

        Assert.Equal(6, Complete(engine, questions: 6).Count);
        Assert.Equal(2, loads);

        ServerReply Load()
        {
            (loaded, loads) = (true, loads + 1);
            return new ServerReply { Text = "Success: LoRA adapter added." };
        }
    }

    /// <summary>Such an SGLang takes "base:adapter" for the base and refuses nothing.</summary>
    [Fact]
    public async Task A_server_that_answers_from_the_base_without_the_adapter_is_noticed_before_anything_is_stored()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("adapter_config.json"), "{}");
        var hasAdapter = true;
        await using var server = await LocalServer.StartAsync(request => request.Path switch
        {
            "/v1/models" => ServerReply.Models(hasAdapter ? ["m", $"empo-{Version}"] : ["m"]),
            "/load_lora_adapter" => ServerReply.Json(new JsonObject { ["success"] = true }),
            "/v1/completions" => Sampled(request),
            _ => ServerReply.Error(404, "Not Found"),
        });
        using var client = Client([server.Address], weights: "lora");
        var served = await client.HandOverAsync(Policy(folder.Path), TestContext.Current.CancellationToken);
        using var engine = new ServerEngine(client, new ServedModel(served.Name, new CharacterTokenizer()) { Policy = served }, _log);

        Assert.Equal(8, Complete(engine, questions: 8).Count);
        hasAdapter = false;
        var failure = Assert.Throws<UserError>(() => Complete(engine, questions: 8));

        Assert.Equal("EMPO4093", failure.Code);
    }

    private static double[] Latencies(int count)
    {
        var random = new Random(7);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, count).Select(_ => Math.Min(Math.Exp(0.8 * Normal()), 6))];
    }

    /// <summary>How long the questions take on a clock of their own, in chunks of 8.</summary>
    private async Task<double> TimeAsync(int servers, int questions, int concurrency)
    {
        var latency = new VirtualLatency(questions, servers * concurrency, Latencies(questions));
        var started = new List<LocalServer>();
        for (var i = 0; i < servers; i++)
        {
            started.Add(await StartAsync(request => Sampled(request) with { After = latency.Of(QuestionOf(request)) }));
        }

        Assert.Equal(questions, Complete(started, questions, concurrency).Count);
        Assert.All(started, server => Assert.InRange(Asked(server), 0.9 * questions / servers, 1.1 * questions / servers));
        foreach (var server in started)
        {
            await server.DisposeAsync();
        }

        return latency.Now;
    }

    private static int QuestionOf(ServerRequest request) => request.Json.GetProperty("prompt")[0].GetInt32();

    private static int Asked(LocalServer server) => server.Requests.Count(request => request.Path == "/v1/completions");

    private static ServerReply Sampled(ServerRequest request) => CompletionReply.Of([([65, 0], [-1, -1], "stop")]);

    private static StageInput Policy(string path = "/policies/1") =>
        new() { Role = "policy", Path = path, Digest = new string('a', 64), Stage = "update", Round = 1 };

    private static Task<LocalServer> StartAsync(
        Func<ServerRequest, ServerReply> sample,
        string model = "m",
        string version = "1",
        ServerWeights? weights = null
    ) =>
        LocalServer.StartAsync(request => request.Path switch
        {
            "/v1/models" => ServerReply.Models(weights?.Model ?? model),
            "/version" => new ServerReply { Text = $"{{\"version\": \"{version}\"}}" },
            "/update_weights_from_disk" => weights!.Update(request),
            "/model_info" when weights?.NamesVersion == true => weights.Info(),
            "/get_model_info" when weights is not null => weights.Info(),
            "/v1/completions" => weights is null ? sample(request) : weights.Named(sample(request)),
            _ => ServerReply.Error(404, "no"),
        });

    private async Task<ServerEngine> EngineAsync(ServerClient client)
    {
        await client.IdentifyAsync(TestContext.Current.CancellationToken);
        var served = await client.HandOverAsync(Policy(), TestContext.Current.CancellationToken);
        return new ServerEngine(client, new ServedModel(served.Name, new CharacterTokenizer()) { Policy = served }, _log);
    }

    private ServerClient Client(IReadOnlyList<string> urls, string weights = "fixed", int concurrency = 2, int retries = 3) =>
        new(
            new ServerSettings
            {
                Url = urls[0],
                OtherUrls = [.. urls.Skip(1)],
                Model = "m",
                Weights = RolloutServer.Weights.Parse(weights),
                Retries = retries,
                Concurrency = concurrency,
                Clock = _clock,
                Wait = new(TimeSpan.Zero, TimeSpan.Zero),
            },
            _log
        );

    private List<Completion> Complete(IReadOnlyList<LocalServer> servers, int questions, int concurrency, int retries = 3)
    {
        var client = Client([.. servers.Select(server => server.Address)], concurrency: concurrency, retries: retries);
        using var engine = new ServerEngine(client, new ServedModel("m", new CharacterTokenizer()), _log);
        return Complete(engine, questions);
    }

    private static List<Completion> Complete(ServerEngine engine, int questions)
    {
        var completions = new List<Completion>();
        ((IRolloutEngine)engine).Complete(
            Enumerable.Range(0, questions).Chunk(8).Select(chunk => new RolloutBatch
            {
                Prompts = [.. chunk.Select(i => new RolloutPrompt($"q{i}", [i, 9]))],
                FirstSample = 0,
                Samples = 1,
                Seed = 1,
                Round = 1,
                Decoding = new Decoding { Temperature = 1, TopP = 1, TopK = 0, MaxTokens = 4, StopTokens = [0], Greedy = false },
            }),
            (_, whole) => completions.AddRange(whole),
            TestContext.Current.CancellationToken
        );
        return completions;
    }
}
