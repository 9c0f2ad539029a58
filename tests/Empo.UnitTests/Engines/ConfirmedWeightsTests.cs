using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>Replies that do not show which weights they come from are stored only once their server says that it has the policy.</summary>
public sealed class ConfirmedWeightsTests : IDisposable
{
    private static readonly string Adapter = $"empo-{new string('a', 12)}";

    private readonly CollectedLog _log = new();
    private readonly TemporaryFolder _folder = new();

    public ConfirmedWeightsTests() => File.WriteAllText(_folder.File("adapter_config.json"), "{}");

    public void Dispose() => _folder.Dispose();

    /// <summary>An older SGLang that is another process between two chunks: nothing fails, and no reply says so.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Replies_without_a_version_are_stored_only_while_the_server_reports_the_policys_folder(int servers)
    {
        var weights = new ServerWeights { NamesVersion = false };
        await using var one = await StartAsync(weights);
        await using var other = await StartAsync(new ServerWeights { NamesVersion = false });
        using var engine = await EngineAsync(Client([.. new[] { one.Address, other.Address }.Take(servers)]));

        Assert.Equal(8, Complete(engine).Count);
        weights.Folder = "/models/first";
        var failure = Assert.Throws<UserError>(() => Complete(engine));

        Assert.Equal("EMPO4093", failure.Code);
        Assert.Contains(one.Address, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The server reports a version although its replies do not name it. It says more than the folder does.</summary>
    [Fact]
    public async Task A_version_that_only_the_server_reports_decides()
    {
        var version = new string('a', 12);
        await using var server = await LocalServer.StartAsync(request => request.Path switch
        {
            "/update_weights_from_disk" => ServerReply.Json(new JsonObject { ["success"] = true }),
            "/model_info" => ServerReply.Json(new JsonObject { ["weight_version"] = version, ["model_path"] = "/elsewhere" }),
            "/v1/completions" => Sampled,
            _ => ServerReply.Error(404, "no"),
        });
        using var engine = await EngineAsync(Client([server.Address]), identify: false);

        Assert.Equal(8, Complete(engine).Count);
        version = "default";
        Assert.Equal("EMPO4093", Assert.Throws<UserError>(() => Complete(engine)).Code);
    }

    [Theory]
    [InlineData("names its version")]
    [InlineData("reports nothing")]
    public async Task A_server_whose_replies_tell_or_that_tells_nothing_is_believed(string kind)
    {
        var weights = new ServerWeights { NamesVersion = kind == "names its version" };
        await using var server = await LocalServer.StartAsync(request => request.Path switch
        {
            "/update_weights_from_disk" => weights.Update(request),
            "/v1/completions" => weights.Named(Sampled),
            _ => ServerReply.Error(404, "no"),
        });
        using var engine = await EngineAsync(Client([server.Address]), identify: false);

        Assert.Equal(8, Complete(engine).Count);
        Assert.Equal(weights.NamesVersion, server.Requests.All(request => request.Path != "/get_model_info"));
    }

    /// <summary>
    /// It samples from its first weights, unseen, and is given the policy again after a lost connection. When the chunk is to be stored,
    /// it has the policy, but had not.
    /// </summary>
    [Fact]
    public async Task What_was_sampled_between_a_restart_and_the_lost_connection_is_asked_again()
    {
        var (weights, asked) = (new ServerWeights { NamesVersion = false }, 0);
        await using var server = await LocalServer.StartAsync(request =>
            request.Path == "/v1/completions" ? Sample() : Answer(request, weights)
        );
        using var engine = await EngineAsync(Client([server.Address], concurrency: 1));

        var completions = Complete(engine);

        Assert.Equal(Enumerable.Repeat(65, 8), completions.Select(completion => completion.TokenIds[0]));
        Assert.Equal(2, server.Requests.Count(request => request.Path == "/update_weights_from_disk"));
        Assert.True(asked > 8 + 1);

        ServerReply Sample()
        {
            var number = Interlocked.Increment(ref asked);
            if (number == 3)
            {
                weights.Folder = "/models/first";
            }

            return number == 6 ? Sampled with { Cut = true }
                : weights.Folder == "/models/first" ? CompletionReply.Of([([66, 0], [-1, -1], "stop")])
                : Sampled;
        }
    }

    /// <summary>It takes the adapter's name for the base once it is started again, and is busy when it is asked what it has.</summary>
    [Fact]
    public async Task A_server_that_does_not_say_whether_it_has_the_adapter_is_not_taken_to_have_it()
    {
        var state = "has it";
        await using var server = await StartAsync(() => state);
        using var engine = await EngineAsync(Client([server.Address], "lora"));

        Assert.Equal(8, Complete(engine).Count);
        state = "does not say";
        Assert.Equal("EMPO4073", Assert.Throws<UserError>(() => Complete(engine)).Code);
        state = "lost it";
        Assert.Equal("EMPO4093", Assert.Throws<UserError>(() => Complete(engine)).Code);
    }

    [Fact]
    public async Task A_server_that_is_busy_for_a_moment_is_asked_again()
    {
        var asked = 0;
        await using var server = await StartAsync(() => Interlocked.Increment(ref asked) % 2 == 0 ? "has it" : "does not say");
        using var engine = await EngineAsync(Client([server.Address], "lora"));

        Assert.Equal(8, Complete(engine).Count);
    }

    /// <summary>What came from a server that then went away is asked of the other one; nothing of it is stored.</summary>
    [Fact]
    public async Task Answers_of_a_server_that_went_away_are_asked_again_of_another()
    {
        var state = "has it";
        await using var good = await StartAsync(() => "has it");
        await using var other = await StartAsync(() => state, token: 66);
        using var engine = await EngineAsync(Client([good.Address, other.Address], "lora"));
        Assert.Contains(Complete(engine), completion => completion.TokenIds[0] == 66);
        state = "does not say";

        var completions = Complete(engine);

        Assert.Equal(8, completions.Count);
        Assert.All(completions, completion => Assert.Equal(65, completion.TokenIds[0]));
        Assert.Contains(other.Address, Assert.Single(_log.Lines, line => line.StartsWith("EMPO4091", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    private static ServerReply Sampled { get; } = CompletionReply.Of([([65, 0], [-1, -1], "stop")]);

    private static Task<LocalServer> StartAsync(ServerWeights weights) => LocalServer.StartAsync(request => Answer(request, weights));

    private static ServerReply Answer(ServerRequest request, ServerWeights weights) => request.Path switch
    {
        "/v1/models" => ServerReply.Models(weights.Model),
        "/update_weights_from_disk" => weights.Update(request),
        "/get_model_info" => weights.Info(),
        "/v1/completions" => weights.Named(Sampled),
        _ => ServerReply.Error(404, "no"),
    };

    /// <summary>SGLang with adapters.</summary>
    /// <param name="state">What it has when it is asked for its models.</param>
    private static Task<LocalServer> StartAsync(Func<string> state, int token = 65) => LocalServer.StartAsync(request => request.Path switch
    {
        "/v1/models" => state() switch
        {
            "has it" => ServerReply.Models("m", Adapter),
            "lost it" => ServerReply.Models("m"),
            "does not say" => ServerReply.Error(503, "busy"),
            var other => throw new ArgumentOutOfRangeException(nameof(state), other, null),
        },
        "/load_lora_adapter" => ServerReply.Json(new JsonObject { ["success"] = true }),
        "/v1/completions" => CompletionReply.Of([([token, 0], [-1, -1], "stop")]),
        _ => ServerReply.Error(404, "no"),
    });

    private async Task<ServerEngine> EngineAsync(ServerClient client, bool identify = true)
    {
        if (identify)
        {
            await client.IdentifyAsync(TestContext.Current.CancellationToken);
        }

        var served = await client.HandOverAsync(
            new StageInput { Role = "policy", Path = _folder.Path, Digest = new string('a', 64), Stage = "update", Round = 1 },
            TestContext.Current.CancellationToken
        );
        return new ServerEngine(client, new ServedModel(served.Name, new CharacterTokenizer()) { Policy = served }, _log);
    }

    private ServerClient Client(IReadOnlyList<string> urls, string weights = "update_weights_from_disk", int concurrency = 2) => new(
        new ServerSettings
        {
            Url = urls[0],
            OtherUrls = [.. urls.Skip(1)],
            Model = "m",
            Weights = RolloutServer.Weights.Parse(weights),
            Retries = 3,
            Concurrency = concurrency,
            Clock = new ManualClock(),
            Wait = new(TimeSpan.Zero, TimeSpan.Zero),
        },
        _log
    );

    private static IReadOnlyList<Completion> Complete(ServerEngine engine) => engine.Complete(
        new RolloutBatch
        {
            Prompts = [.. Enumerable.Range(0, 8).Select(i => new RolloutPrompt($"q{i}", [i, 9]))],
            FirstSample = 0,
            Samples = 1,
            Seed = 1,
            Round = 1,
            Decoding = new Decoding { Temperature = 1, TopP = 1, TopK = 0, MaxTokens = 4, StopTokens = [0], Greedy = false },
        },
        TestContext.Current.CancellationToken
    );
}
