using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>Log-probabilities are kept where they are those of the sampled distribution, which is found out by asking.</summary>
public sealed class LogProbProbeTests
{
    private readonly CollectedLog _log = new();

    [Theory]
    // Before the temperature (vLLM, llama.cpp): right at temperature 1 only.
    [InlineData(false, false, 1, 1, true)]
    [InlineData(false, false, 0.6, 1, false)]
    [InlineData(false, false, 1, 0.9, true)]
    [InlineData(false, false, 1.5, 0.9, false)]
    // After it (SGLang): right at any.
    [InlineData(true, false, 1, 1, true)]
    [InlineData(true, false, 0.6, 1, true)]
    [InlineData(true, false, 1.5, 1, true)]
    [InlineData(true, false, 0.6, 0.9, true)]
    // After the filters too (vLLM: processed_logprobs): right where there is none.
    [InlineData(true, true, 0.6, 1, true)]
    [InlineData(true, true, 0.6, 0.9, false)]
    [InlineData(true, true, 1, 0.9, false)]
    public async Task What_is_kept_is_of_the_sampled_distribution(bool tempered, bool filtered, double temperature, double topP, bool kept)
    {
        foreach (var content in new[] { false, true })
        {
            var reported = new ReportedLogProbs(tempered, filtered) { AsContent = content };
            await using var server = await LocalServer.StartAsync(request => reported.Answer(request.Json));

            Assert.Equal(kept, Complete(server, temperature, topP).LogProbs.Count == 1);
        }
    }

    [Fact]
    public async Task Of_a_server_that_lists_no_likely_tokens_none_are_kept()
    {
        await using var server = await LocalServer.StartAsync(_ => CompletionReply.Of([([65], [-1], "length")]));

        Assert.Empty(Complete(server, 1, 0.9).LogProbs);
        Assert.Empty(Complete(server, 0.6, 1).LogProbs);
    }

    /// <summary>The prompt has four tokens. A place where one token is certain looks the same with a filter and without.</summary>
    [Theory]
    [InlineData(false, 1, true)]
    [InlineData(false, 2, true)]
    [InlineData(true, 1, false)]
    [InlineData(true, 2, false)]
    [InlineData(false, 9, false)]
    [InlineData(true, 9, false)]
    public async Task A_filter_is_told_after_as_many_tokens_as_it_takes_or_nothing_is_kept(bool filtered, int certainAfter, bool kept)
    {
        foreach (var temperature in new[] { 0.6, 1, 1.5 })
        {
            var reported = new ReportedLogProbs(true, filtered) { CertainAfter = certainAfter };
            await using var server = await LocalServer.StartAsync(request => reported.Answer(request.Json));

            Assert.Equal(kept, Complete(server, temperature, 0.9).LogProbs.Count == 1);
        }
    }

    /// <summary>What is refused of a question about likely tokens is not left out of the requests that sample.</summary>
    [Fact]
    public async Task A_server_that_lists_fewer_tokens_still_gives_log_probabilities()
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Json.TryGetProperty("logprobs", out var most) && most.GetInt32() > 1
            ? ServerReply.Error(400, "Requested sample logprobs of 5, which is greater than max allowed: 1 (param logprobs)")
            : new ReportedLogProbs(true, false).Answer(request.Json));

        Assert.Single(Complete(server, 1, 0.9).LogProbs);
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("EMPO4086", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_asked_where_the_answer_does_not_matter()
    {
        await using var server = await LocalServer.StartAsync(_ => CompletionReply.Of([([65], [-1], "length")]));

        Complete(server, 1, 1);

        Assert.Single(server.Requests);
    }

    /// <summary>Worked numbers: at temperature 0.5 a difference of 1 is 2 where it is applied.</summary>
    [Theory]
    [InlineData(-0.5, -2.5, nameof(LogProbOrigin.Sampled))]
    [InlineData(-1, -2, nameof(LogProbOrigin.BeforeTemperature))]
    [InlineData(-0.5, -2, nameof(LogProbOrigin.Unknown))]
    public void Differences_tell(double first, double second, string expected) =>
        Assert.Equal(expected, $"{TopLogProbs.OriginOf(Of(-1, -2), Of(first, second), null, 0.5)}");

    [Fact]
    public void Equal_tokens_and_a_temperature_close_to_1_do_not_tell()
    {
        Assert.Equal(LogProbOrigin.Unknown, TopLogProbs.OriginOf(Of(-1, -1), Of(-1, -1), null, 0.5));
        Assert.Equal(LogProbOrigin.Unknown, TopLogProbs.OriginOf(Of(-1, -2), Of(-1, -2), null, 0.99));
    }

    /// <summary>Worked numbers: a filter that keeps one token gives it 0; a token of -0.05 has about 0 without one.</summary>
    [Theory]
    [InlineData(-1, 0, nameof(LogProbOrigin.AfterFilters))]
    [InlineData(-1, -1, nameof(LogProbOrigin.Sampled))]
    [InlineData(-1, -0.5, nameof(LogProbOrigin.Unknown))]
    [InlineData(-0.05, 0, nameof(LogProbOrigin.Unknown))]
    [InlineData(-0.05, -0.05, nameof(LogProbOrigin.Unknown))]
    public void A_filter_shows_only_where_no_token_is_certain(double likeliest, double alone, string expected)
    {
        var plain = new Dictionary<string, double> { ["a"] = likeliest, ["b"] = -4 };

        Assert.Equal(expected, $"{TopLogProbs.OriginOf(plain, plain, new Dictionary<string, double> { ["a"] = alone }, 1)}");
        // Where two tokens are equally likely, the one that is kept may be the other one.
        Assert.Equal(expected, $"{TopLogProbs.OriginOf(plain, plain, new Dictionary<string, double> { ["c"] = alone }, 1)}");
        Assert.Equal(LogProbOrigin.Unknown, TopLogProbs.OriginOf(plain, plain, new Dictionary<string, double>(), 1));
    }

    private static Dictionary<string, double> Of(double first, double second) => new() { ["a"] = first, ["b"] = second };

    private Completion Complete(LocalServer server, double temperature, double topP)
    {
        var settings = new ServerSettings { Url = server.Address, Model = "m", Retries = 0 };
        using var engine = new ServerEngine(
            new ServerClient(settings, _log),
            new ServedModel("m", new CharacterTokenizer()) { ProbesLogProbs = true },
            _log
        );
        return engine.Complete(
            new RolloutBatch
            {
                Prompts = [new RolloutPrompt("q", [1, 9, 5, 7])],
                FirstSample = 0,
                Samples = 1,
                Seed = 1,
                Round = 1,
                Decoding = new Decoding
                {
                    Temperature = temperature,
                    TopP = topP,
                    TopK = 0,
                    MaxTokens = 1,
                    StopTokens = [0],
                    Greedy = false,
                },
            },
            TestContext.Current.CancellationToken
        )[0];
    }
}
