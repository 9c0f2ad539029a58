using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>Several servers may be started with different options for log-probabilities, which no server reports.</summary>
public sealed class PooledLogProbsTests
{
    private static readonly ReportedLogProbs Sampled = new(Tempered: true, Filtered: false);
    private static readonly ReportedLogProbs Plain = new(Tempered: false, Filtered: false);

    private readonly CollectedLog _log = new();
    private readonly ManualClock _clock = new();

    /// <summary>
    /// Each pair in both orders. At temperature 0.6, three answers of one question each to different servers would tell anything.
    /// </summary>
    [Theory]
    [InlineData(true, false, true, false, true)]
    [InlineData(true, false, false, false, false)]
    [InlineData(true, false, true, true, false)]
    [InlineData(true, true, true, true, false)]
    [InlineData(false, false, false, false, false)]
    public async Task Log_probabilities_are_kept_where_all_servers_give_those_of_the_sampled_distribution(
        bool tempered,
        bool filtered,
        bool otherTempered,
        bool otherFiltered,
        bool kept
    )
    {
        ReportedLogProbs[] kinds = [new(tempered, filtered), new(otherTempered, otherFiltered)];
        foreach (var pair in new[] { kinds, [.. kinds.Reverse()] })
        {
            await using var one = await StartAsync(pair[0]);
            await using var other = await StartAsync(pair[1]);
            using var engine = Engine(Client(one.Address, other.Address));

            Assert.All(Complete(engine), completion => Assert.Equal(kept, completion.LogProbs.Count == 1));
            // Each is asked about the same place: at temperature 1, at 0.6, and there with a filter.
            Assert.All(new[] { one, other }, server => Assert.Equal(3, Probes(server)));
        }
    }

    [Fact]
    public async Task A_server_that_is_left_out_is_not_asked_until_it_is_admitted_and_then_by_itself()
    {
        var isDown = true;
        await using var one = await StartAsync(Sampled);
        await using var other = await LocalServer.StartAsync(request =>
            isDown ? ServerReply.Error(503, "loading") : Answer(request, Plain)
        );
        var client = Client(one.Address, other.Address);
        await client.IdentifyAsync(TestContext.Current.CancellationToken);
        using var engine = Engine(client);

        Assert.All(Complete(engine), completion => Assert.Single(completion.LogProbs));
        Assert.Equal(0, Probes(other));
        isDown = false;
        _clock.Advance(TimeSpan.FromSeconds(31));
        // What the first server answers while the second is admitted is still of the sampled distribution.
        Complete(engine);
        Assert.Equal((3, 3), (Probes(one), Probes(other)));
        Assert.All(Complete(engine), completion => Assert.Empty(completion.LogProbs));
        Assert.Contains(_log.Lines, line =>
            line.Contains("left out from now on", StringComparison.Ordinal) && line.Contains(other.Address, StringComparison.Ordinal)
        );
    }

    private static int Probes(LocalServer server) =>
        server.Requests.Count(request => request.Path == "/v1/completions" && request.Json.GetProperty("logprobs").GetInt32() > 1);

    private static Task<LocalServer> StartAsync(ReportedLogProbs reported) => LocalServer.StartAsync(request => Answer(request, reported));

    private static ServerReply Answer(ServerRequest request, ReportedLogProbs reported) => request.Path switch
    {
        "/v1/models" => ServerReply.Models("m"),
        "/version" => new ServerReply { Text = "{\"version\": \"1\"}" },
        "/v1/completions" => reported.Answer(request.Json),
        _ => ServerReply.Error(404, "no"),
    };

    private ServerClient Client(params string[] urls) => new(
        new ServerSettings
        {
            Url = urls[0],
            OtherUrls = [.. urls.Skip(1)],
            Model = "m",
            Retries = 1,
            Concurrency = 2,
            Clock = _clock,
            Wait = new(TimeSpan.Zero, TimeSpan.Zero),
        },
        _log
    );

    private ServerEngine Engine(ServerClient client) =>
        new(client, new ServedModel("m", new CharacterTokenizer()) { ProbesLogProbs = true }, _log);

    private static IReadOnlyList<Completion> Complete(ServerEngine engine) => engine.Complete(
        new RolloutBatch
        {
            Prompts = [.. Enumerable.Range(0, 20).Select(i => new RolloutPrompt($"q{i}", [i, 9]))],
            FirstSample = 0,
            Samples = 1,
            Seed = 1,
            Round = 1,
            Decoding = new Decoding { Temperature = 0.6, TopP = 0.9, TopK = 0, MaxTokens = 1, StopTokens = [0], Greedy = false },
        },
        TestContext.Current.CancellationToken
    );
}
