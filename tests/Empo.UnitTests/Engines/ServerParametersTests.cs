using System.Text.Json;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>Whatever kind of server answers: it samples with the experiment's parameters, and each sample is drawn by itself.</summary>
public sealed class ServerParametersTests
{
    private static readonly Dictionary<string, double> Neutral = new()
    {
        ["temperature"] = 1,
        ["top_p"] = 1,
        ["min_p"] = 0,
        ["presence_penalty"] = 0,
        ["frequency_penalty"] = 0,
        ["repetition_penalty"] = 1,
        ["repeat_penalty"] = 1,
        ["typical_p"] = 1,
        ["xtc_probability"] = 0,
        ["dry_multiplier"] = 0,
        ["mirostat"] = 0,
    };

    private readonly CollectedLog _log = new();

    public static TheoryData<string> Dialects => [.. ServerDialect.All.Select(dialect => dialect.Name)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Every_kind_of_server_samples_without_any_filter_where_the_experiment_has_none(string name)
    {
        var (dialect, answered, completions) = await SampleAsync(name, Decoding());

        Assert.Equal(12, completions.Count);
        Assert.All(completions.GroupBy(completion => completion.Question), group =>
            Assert.Equal(4, group.Select(completion => completion.TokenIds[0]).Distinct().Count())
        );
        Assert.All(completions.GroupBy(completion => completion.Question), group =>
            Assert.Equal([4, 5, 6, 7], group.Select(completion => completion.Sample))
        );
        foreach (var request in answered)
        {
            Assert.All(Neutral.Where(parameter => dialect.FilledIn.ContainsKey(parameter.Key)), parameter =>
                Assert.Equal(parameter.Value, dialect.Effective(request, parameter.Key))
            );
            Assert.True(dialect.Effective(request, "top_k") is null or 0 or -1);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task What_the_experiment_sets_is_what_samples(string name)
    {
        var knowsTopK = ServerDialect.All.Single(dialect => dialect.Name == name).FilledIn.ContainsKey("top_k");

        var (dialect, answered, _) = await SampleAsync(name, Decoding() with { Temperature = 0.7, TopP = 0.9, TopK = knowsTopK ? 7 : 0 });

        Assert.All(answered, request =>
            Assert.Equal(
                (0.7, 0.9, knowsTopK ? 7 : (double?)null),
                (dialect.Effective(request, "temperature"), dialect.Effective(request, "top_p"), dialect.Effective(request, "top_k"))
            )
        );
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Greedy_decoding_has_neither_filter_nor_penalty(string name)
    {
        var (dialect, answered, _) = await SampleAsync(name, Decoding() with { Greedy = true });

        Assert.All(answered, request => Assert.Equal(0, dialect.Effective(request, "temperature")));
        Assert.All(answered, request => Assert.True(dialect.Effective(request, "repetition_penalty") is null or 1));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("one refusal at a time")]
    public async Task A_field_that_the_experiment_needs_is_not_left_out_but_named(string name)
    {
        var failure = await Assert.ThrowsAsync<UserError>(() => SampleAsync(name, Decoding() with { TopK = 7 }));

        Assert.Equal("EMPO4085", failure.Code);
        Assert.Contains("top_k (rollout.top_k is 7)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_out_is_warned_of_once_and_named()
    {
        await SampleAsync("openai", Decoding());

        var warning = Assert.Single(_log.Lines, line => line.StartsWith("EMPO4086", StringComparison.Ordinal));
        Assert.Contains("top_k, min_p, repetition_penalty", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("top_p,", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_of_one_choice_are_found_and_said()
    {
        await SampleAsync("sglang, deterministic", Decoding());

        Assert.Single(_log.Lines, line => line.StartsWith("EMPO4087", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_policy_that_has_one_answer_is_no_server_that_copies()
    {
        await using var server = await LocalServer.StartAsync(request =>
            CompletionReply.Of(
                Enumerable.Repeat((new[] { 65, 0 }, new float[] { -1, -1 }, "stop"), request.Json.GetProperty("n").GetInt32())
            )
        );

        var completions = Complete(server, Decoding());

        Assert.Equal(12, completions.Count);
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("EMPO", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_that_is_not_about_n_is_shown_as_it_was()
    {
        await using var server = await LocalServer.StartAsync(_ =>
            ServerReply.Error(400, "This model's maximum context length is 8 tokens")
        );

        var failure = Assert.Throws<UserError>(() => Complete(server, Decoding(), prompts: 1));

        Assert.Equal("EMPO4072", failure.Code);
        Assert.Contains("maximum context length is 8", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_fault_of_the_server_that_mentions_no_field_is_asked_again_and_not_taken_for_a_refusal()
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Number == 0 ? ServerReply.Error(500, "CUDA out of memory in completion") : ServerDialect.All[0].Answer(request.Json)
        );

        Complete(server, Decoding(), prompts: 1);

        Assert.Equal([4, 4], server.Requests.Select(request => request.Json.GetProperty("n").GetInt32()));
    }

    [Fact]
    public void Eight_equal_choices_that_no_other_seed_repeats_are_not_believed_and_few_are()
    {
        Assert.True(new ServerHabits().AreCopies(others: 7, equal: 0));
        Assert.True(new ServerHabits().AreCopies(others: 7, equal: 4));
        Assert.False(new ServerHabits().AreCopies(others: 7, equal: 7));
        Assert.False(new ServerHabits().AreCopies(others: 1, equal: 0));
        var twice = new ServerHabits();
        twice.AreCopies(others: 1, equal: 0);
        Assert.True(twice.AreCopies(others: 1, equal: 0));
    }

    private async Task<(ServerDialect Dialect, List<JsonElement> Answered, IReadOnlyList<Completion> Completions)> SampleAsync(
        string name,
        Decoding decoding
    )
    {
        var dialect = ServerDialect.All.Single(candidate => candidate.Name == name);
        await using var server = await LocalServer.StartAsync(request => dialect.Answer(request.Json));
        var completions = Complete(server, decoding);
        return (
            dialect,
            [.. server.Requests.Select(request => request.Json).Where(json => dialect.Answer(json).Status == 200)],
            completions
        );
    }

    private IReadOnlyList<Completion> Complete(LocalServer server, Decoding decoding, int prompts = 3)
    {
        var settings = new ServerSettings
        {
            Url = server.Address,
            Model = "m",
            Retries = 1,
            Concurrency = 3,
            Wait = new(TimeSpan.Zero, TimeSpan.Zero),
        };
        using var engine = new ServerEngine(new ServerClient(settings, _log), new ServedModel("m", new CharacterTokenizer()), _log);
        return engine.Complete(
            new RolloutBatch
            {
                Prompts = [.. Enumerable.Range(0, prompts).Select(i => new RolloutPrompt($"q{i}", [i, 9]))],
                FirstSample = 4,
                Samples = 4,
                Seed = 1,
                Round = 1,
                Decoding = decoding,
            },
            TestContext.Current.CancellationToken
        );
    }

    private static Decoding Decoding() => new() { Temperature = 1, TopP = 1, TopK = 0, MaxTokens = 2, StopTokens = [0], Greedy = false };
}
