using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>What a server's reply may lack, and what it may not.</summary>
public sealed class ServerRepliesTests
{
    private readonly CollectedLog _log = new();

    [Theory]
    [InlineData("[null, -1]", 1)]
    [InlineData("[-Infinity, -1]", 1)]
    [InlineData("[NaN, -1]", 1)]
    [InlineData("[-9999.0, -1]", 1)]
    [InlineData("[-1e400, -1]", 1)]
    [InlineData("null", 0)]
    [InlineData("[]", 0)]
    public async Task Log_probabilities_that_are_no_numbers_are_left_away_and_counted(string values, int counted)
    {
        var completion = await OneAsync(
            $$"""{"index": 0, "token_ids": [65, 66], "logprobs": {"token_logprobs": {{values}}}, "finish_reason": "length"}"""
        );

        Assert.Equal([65, 66], completion.TokenIds);
        Assert.Empty(completion.LogProbs);
        Assert.Equal(counted, _log.Lines.Count(line => line.StartsWith("EMPO4088 1 of 1 responses", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_log_probability_that_rounding_lifts_above_zero_is_zero() =>
        Assert.Equal(
            [0f, -1f],
            (await OneAsync("""{"token_ids": [65, 66], "logprobs": {"token_logprobs": [1e-6, -1]}, "finish_reason": "length"}""")).LogProbs
        );

    [Theory]
    [InlineData(70_000, true)]
    [InlineData(70_010, false)]
    [InlineData(-1, false)]
    public async Task Ids_of_a_padded_vocabulary_are_the_models(int id, bool admitted)
    {
        var failure = await Record.ExceptionAsync(() =>
            OneAsync($$"""{"token_ids": [65, {{id}}], "finish_reason": "length"}""", modelVocabulary: 70_010)
        );

        Assert.Equal(admitted ? null : "EMPO4074", (failure as UserError)?.Code);
    }

    [Theory]
    [InlineData("""{"token_ids": [65, 0]}""", FinishReason.Stop)]
    [InlineData("""{"token_ids": [65, 0], "finish_reason": null}""", FinishReason.Stop)]
    [InlineData("""{"token_ids": [65, 66, 67, 68], "finish_reason": null}""", FinishReason.Length)]
    [InlineData("""{"token_ids": [65, 66], "finish_reason": null}""", null)]
    [InlineData("""{"token_ids": [65, 66], "finish_reason": "eos_token"}""", FinishReason.Stop)]
    [InlineData("""{"token_ids": [65, 66], "finish_reason": "max_tokens"}""", FinishReason.Length)]
    [InlineData("""{"token_ids": [65, 66], "finish_reason": "abort"}""", null)]
    [InlineData("""{"token_ids": [65, 66], "finish_reason": "content_filter"}""", null)]
    [InlineData("""{"text": "", "finish_reason": "stop"}""", FinishReason.Stop)]
    [InlineData("""{"text": "", "finish_reason": "length"}""", null)]
    [InlineData("""{"text": null, "finish_reason": "stop"}""", null)]
    [InlineData("""{"finish_reason": "stop"}""", null)]
    public async Task The_end_of_a_choice_is_what_the_server_says_or_what_its_tokens_say(string choice, object? end)
    {
        Completion? completion = null;
        var failure = await Record.ExceptionAsync(async () => completion = await OneAsync(choice));

        Assert.Equal(end, completion?.FinishReason);
        Assert.Equal(end is null ? "EMPO4074" : null, (failure as UserError)?.Code);
    }

    [Fact]
    public async Task What_comes_after_a_stop_token_is_cut_off_and_counted()
    {
        var completion = await OneAsync(
            """{"token_ids": [65, 0, 66, 67], "logprobs": {"token_logprobs": [-1, -2, -3, -4]}, "finish_reason": "length"}"""
        );

        Assert.Equal([65, 0], completion.TokenIds);
        Assert.Equal([-1f, -2f], completion.LogProbs);
        Assert.Equal(FinishReason.Stop, completion.FinishReason);
        Assert.Contains(_log.Lines, line => line.StartsWith("EMPO4089 1 of 1 responses", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stop_reason")]
    [InlineData("matched_stop")]
    public async Task The_stop_token_that_the_server_names_is_added(string name) =>
        Assert.Equal([65, 3], (await OneAsync($$"""{"token_ids": [65], "finish_reason": "stop", "{{name}}": 3}""")).TokenIds);

    [Fact]
    public async Task What_a_reply_lacks_is_asked_for_again_with_another_seed()
    {
        await using var server = await LocalServer.StartAsync(request =>
            CompletionReply.Of(
                Enumerable
                    .Range(0, request.Number == 0 ? 3 : 1)
                    .Select(i => (new[] { 65 + i + (10 * request.Number), 66 }, new float[] { -1, -1 }, "length"))
            )
        );

        var completions = Complete(server, samples: 5);

        Assert.Equal([65, 66, 67, 75, 85], completions.Select(completion => completion.TokenIds[0]));
        Assert.Equal([4, 5, 6, 7, 8], completions.Select(completion => completion.Sample));
        Assert.Equal([5, 2, 1], server.Requests.Select(request => request.Json.GetProperty("n").GetInt32()));
        Assert.Equal(3, server.Requests.Select(request => request.Json.GetProperty("seed").GetInt32()).Distinct().Count());
    }

    [Theory]
    [InlineData(401, "EMPO4072", "server.key_variable")]
    [InlineData(404, "EMPO4072", "GET /v1/models")]
    [InlineData(405, "EMPO4072", "server.url must be the address before /v1")]
    [InlineData(413, "EMPO4072", "prompt.max_tokens")]
    public async Task A_refusal_has_a_remedy_of_its_own(int status, string code, string remedy)
    {
        await using var server = await LocalServer.StartAsync(_ => ServerReply.Error(status, "no"));

        var failure = Assert.Throws<UserError>(() => Complete(server, samples: 1));

        Assert.Equal(code, failure.Code);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_busy_for_a_moment_keeps_its_identity()
    {
        await using var calm = await IdentityServerAsync(_ => false);
        await using var busy = await IdentityServerAsync(number => number % 3 < 2);

        Assert.Equal(await LineAsync(calm), await LineAsync(busy));
    }

    [Fact]
    public async Task A_server_that_stays_busy_has_no_identity_rather_than_another_one()
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Path == "/v1/models" ? ServerReply.Models("m") : ServerReply.Error(503, "loading")
        );

        Assert.Equal("EMPO4073", (await Assert.ThrowsAsync<UserError>(() => LineAsync(server))).Code);
    }

    [Theory]
    [InlineData("0.11.0")]
    [InlineData("<html>all paths lead here</html>")]
    [InlineData("{\"version\": 3}")]
    public async Task What_is_no_version_is_unknown(string text)
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Path == "/v1/models" ? ServerReply.Models("m") : new ServerReply { Text = text }
        );

        Assert.Equal("server model=m root=m revision= version=unknown", await LineAsync(server));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    [InlineData("/v1/completions")]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/models/")]
    public void An_address_may_end_where_people_copied_it(string end) =>
        Assert.Equal("http://[::1]:8000/proxy", ServerSettings.Trimmed("http://[::1]:8000/proxy" + end));

    private static Task<LocalServer> IdentityServerAsync(Func<int, bool> isBusy) =>
        LocalServer.StartAsync(request =>
            isBusy(request.Number)
                ? ServerReply.Error(503, "loading")
                : request.Path switch
                {
                    "/v1/models" => ServerReply.Models("m"),
                    "/props" => new ServerReply { Text = "{\"build_info\": \"b1\"}" },
                    _ => ServerReply.Error(404, "no"),
                }
        );

    private async Task<string> LineAsync(LocalServer server)
    {
        using var client = new ServerClient(Settings(server, retries: 2), _log);
        return (await client.IdentifyAsync(TestContext.Current.CancellationToken)).Line;
    }

    private async Task<Completion> OneAsync(string choice, int modelVocabulary = 0)
    {
        await using var server = await LocalServer.StartAsync(_ => new ServerReply { Text = $"{{\"choices\": [{choice}]}}" });
        return Complete(server, samples: 1, modelVocabulary)[0];
    }

    private IReadOnlyList<Completion> Complete(LocalServer server, int samples, int modelVocabulary = 0)
    {
        using var engine = new ServerEngine(
            new ServerClient(Settings(server, retries: 0), _log),
            new ServedModel("m", new CharacterTokenizer()) { ModelVocabulary = modelVocabulary },
            _log
        );
        return engine.Complete(
            new RolloutBatch
            {
                Prompts = [new RolloutPrompt("q", [1, 9])], FirstSample = 4, Samples = samples, Seed = 1, Round = 1,
                Decoding = new Decoding { Temperature = 1, TopP = 1, TopK = 0, MaxTokens = 4, StopTokens = [0, 3], Greedy = false },
            },
            TestContext.Current.CancellationToken);
    }

    private static ServerSettings Settings(LocalServer server, int retries) =>
        new()
        {
            Url = server.Address,
            Model = "m",
            Retries = retries,
            Wait = new(TimeSpan.Zero, TimeSpan.Zero),
        };
}
