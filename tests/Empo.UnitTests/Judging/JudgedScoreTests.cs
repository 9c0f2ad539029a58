using Empo.Experiments.Execution;
using Empo.Stages.Artifacts;
using Empo.Stages.Programs;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Judging;

/// <summary>The score stage with a judge behind a real server: clusters, and verdicts that are bought once.</summary>
public sealed class JudgedScoreTests : IDisposable
{
    private static readonly string?[] Words =
    [
        "a quadruped", "an animal with four legs", "a fish", null, "A quadruped.", "four-legged beast",
    ];

    private readonly StageBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Answers_in_words_are_clustered_and_no_pair_is_paid_for_twice()
    {
        await using var server = await LocalServer.StartAsync(Answer);

        var first = Score(server);
        var again = Score(server);

        Assert.Equal([0, 0, 1, 2, 0, 0], Clusters());
        Assert.Equal(3, first.Metrics["judged_pairs"]); // the fifth answer is the first by rule, the fourth is none
        Assert.Equal(0, again.Metrics["judged_pairs"]);
        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Contains("What is a horse?", request.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_version_of_the_judge_is_asked_anew()
    {
        await using var server = await LocalServer.StartAsync(Answer);
        Score(server);

        _bench.With("score.judge.version", "2");
        Score(server);

        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task Both_directions_are_asked_where_the_first_says_yes()
    {
        await using var server = await LocalServer.StartAsync(request =>
            ServerReply.Chat("m", request.Text.Contains("First answer: a quadruped", StringComparison.Ordinal) ? "Yes" : "No")
        );
        _bench.With("score.judge.direction", "both");

        Score(server);

        Assert.Equal([0, 1, 2, 3, 0, 4], Clusters()); // nobody says yes to the pair turned round
    }

    [Fact]
    public async Task What_a_failed_stage_learned_is_kept()
    {
        var broken = true;
        await using var server = await LocalServer.StartAsync(request =>
            broken && request.Number > 0 ? ServerReply.Error(400, "full") : Answer(request)
        );
        _bench.With("score.judge.concurrency", "1");

        Assert.Equal("EMPO4044", Assert.Throws<UserError>(() => Score(server)).Code);
        broken = false;
        Score(server);

        Assert.Equal(2 + 2, server.Requests.Count);
    }

    [Fact]
    public async Task A_key_that_is_named_and_not_set_is_the_users_error()
    {
        await using var server = await LocalServer.StartAsync(Answer);
        _bench.With("score.judge.key_variable", "EMPO_NO_SUCH_VARIABLE");

        Assert.Equal("EMPO4049", Assert.Throws<UserError>(() => Score(server)).Code);
        Assert.Empty(server.Requests);
    }

    private static ServerReply Answer(ServerRequest request) =>
        ServerReply.Chat("m", request.Text.Contains("fish", StringComparison.Ordinal) ? "No" : "Yes");

    private StageContext Score(LocalServer server)
    {
        var questions = _bench.File("questions.parquet");
        ArtifactTable.Write(
            questions,
            QuestionRow.Schema,
            [
                new QuestionRow
                {
                    QuestionId = "q0",
                    Source = "s",
                    Text = "What is a horse?",
                    PromptTokenIds = [1],
                },
            ]
        );
        var rollouts = ImportedRollouts.Write(_bench.Chunks, _bench.File("rollouts.parquet"), 3, Words);
        return _bench.With("score.equivalence", "judge").With("score.judge.url", server.Address + "/v1").With("score.judge.name", "m")
            .Input("rollouts", rollouts).Input("questions", questions).Run("score", 1, ScoreStage.Run);
    }

    private int[] Clusters() =>
        [.. ArtifactTable.Read(_bench.Output("score", "scores.parquet"), ScoreRow.Schema).Select(row => row.Cluster)];
}
