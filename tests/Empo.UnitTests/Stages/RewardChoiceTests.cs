using Empo.Stages.Artifacts;
using Empo.Stages.Programs;
using Empo.UnitTests.Servers;

namespace Empo.UnitTests.Stages;

/// <summary>Rewards beyond the cluster share, through the score stage on two recorded groups.</summary>
public sealed class RewardChoiceTests : IDisposable
{
    private static readonly string?[] First = ["12", "12", "7", null];
    private static readonly string?[] Second = ["12", "8", "8", "8"];

    private readonly StageBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_weighted_sum_adds_its_rewards_by_their_weights()
    {
        _bench.With("score.reward", "weighted").With("score.weights.empo", "2").With("score.weights.format", "0.5");

        Assert.Equal([1.5, 1.5, 1, 0], Rewards());
    }

    [Fact]
    public void Normalised_before_the_sum_each_reward_has_mean_zero()
    {
        _bench
            .With("score.reward", "weighted")
            .With("score.weights.empo", "1")
            .With("score.weights.format", "5")
            .With("score.normalize", "before");

        Assert.Equal(0, Rewards().Sum(), 1e-9);
        Assert.True(Rewards()[3] < -5);
    }

    [Fact]
    public void The_pooled_reward_takes_off_what_other_questions_answer_too()
    {
        _bench.With("score.reward", "pooled").With("score.pooled_lambda", "2");

        Assert.Equal([0.5 - (2 * 0.25), 0.5 - (2 * 0.25), 0.25, 0], Rewards());
    }

    [Theory]
    [InlineData("self-certainty", 0.5, 0)]
    [InlineData("token-entropy", -0.5, -0.5)] // 0 would be the best of all
    public void Certainty_of_tokens_is_read_from_the_rollouts(string reward, double expected, double none)
    {
        _bench.With("score.reward", reward);

        Assert.Equal([expected, expected, expected, none], Rewards());
    }

    [Theory]
    [InlineData("command", new[] { -1, 0.25, 2, 3 })]
    [InlineData("weighted", new[] { 0, 0.5 + (0.5 * 0.25), 0.25 + 1, 0 })] // the missing answer earns no more than the least answer
    public void The_numbers_of_a_program_count_as_they_are_or_in_a_sum(string reward, double[] expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "the program is a shell script");
        File.WriteAllText(_bench.File("reward.sh"), "while read -r line; do echo \"[-1, 0.25, $1, 3]\"; done\n");
        _bench
            .With("score.reward", reward)
            .With("score.weights.empo", "1")
            .With("score.weights.command", "0.5")
            .With("score.command.run", "[sh]")
            .With("score.command.arguments", "[2]")
            .Input("reward-program", _bench.File("reward.sh"));

        Assert.Equal(expected, Rewards("Why?"));
    }

    [Theory]
    [InlineData("http", new[] { -1, 0.25, 2, 3 })]
    [InlineData("weighted", new[] { 0, 0.5 + (0.5 * 0.25), 0.25 + 1, 0 })]
    public async Task The_numbers_of_a_service_count_like_those_of_a_program(string reward, double[] expected)
    {
        await using var server = await LocalServer.StartAsync(_ => new ServerReply
        {
            Text = """{"rewards": [[-1, 0.25, 2, 3], [-1, 0.25, 2, 3]], "version": "7"}""",
        });
        _bench
            .With("score.reward", reward)
            .With("score.weights.empo", "1")
            .With("score.weights.http", "0.5")
            .With("score.http.url", server.Address)
            .With("score.http.version", "7");

        Assert.Equal(expected, Rewards("Why?"));
    }

    [Fact]
    public void In_a_sum_a_missing_answer_has_its_value_once()
    {
        _bench
            .With("score.reward", "weighted")
            .With("score.weights.empo", "1")
            .With("score.weights.format", "1")
            .With("score.no_answer", "-0.5");

        Assert.Equal([1.5, 1.5, 1.25, -0.5], Rewards());
    }

    [Theory]
    [InlineData("after")]
    [InlineData("before")]
    public void A_negative_weight_makes_no_prize_of_a_missing_answer(string normalize)
    {
        _bench
            .With("score.reward", "weighted")
            .With("score.weights.empo", "0.1")
            .With("score.weights.length", "-1")
            .With("score.no_answer", "-0.5")
            .With("score.normalize", normalize);

        var rewards = Rewards();

        Assert.Equal(rewards[..3].Min(), rewards[3]); // its response is the shortest, and its length alone would earn most
    }

    [Theory]
    [InlineData("weighted", "before")]
    [InlineData("overlong", "after")]
    [InlineData("token-entropy", "after")]
    public void A_refused_answer_earns_the_least_where_rewards_are_negative(string reward, string normalize)
    {
        _bench
            .With("score.reward", reward)
            .With("score.normalize", normalize)
            .With("score.copied_guard", "true")
            .With("rollout.max_tokens", "14")
            .With("score.overlong_cache", "8");
        var free = Rewards("Why?");
        var guarded = Rewards("What is 12 plus 0?");

        Assert.All(guarded[..2], refused => Assert.Equal(free[..3].Min(), refused));
        Assert.All(guarded[..2], refused => Assert.True(refused < 0));
        Assert.Equal(free[2..], guarded[2..]);
    }

    [Fact]
    public void With_likelihoods_short_answers_of_equal_token_probability_weigh_alike_by_the_mean_and_more_by_the_sum()
    {
        _bench.With("score.estimator", "likelihood");
        var mean = Rewards();
        _bench.With("score.estimator", "likelihood_sum");
        var sum = Rewards();

        Assert.Equal([0.5, 0.5, 0.25, 0], mean.Select(reward => Math.Round(reward, 9)));
        Assert.Equal(Math.Exp(0.5) / 2, sum[2] / sum[0], 1e-6); // one sample of 12 tokens against two of 13
        Assert.NotEqual(1.039721, Group().SemanticEntropy, 1e-3);
    }

    [Fact]
    public void Overlong_responses_lose_up_to_one()
    {
        _bench
            .With("score.reward", "overlong")
            .With("rollout.max_tokens", "14")
            .With("score.overlong_cache", "4")
            .With("score.no_answer", "none");

        Assert.Equal([-0.75, -0.75, -0.5, 0], Rewards()); // 13, 13, 12 and 7 characters, a token each
    }

    [Fact]
    public void A_divergence_from_the_reference_is_taken_off_the_reward()
    {
        var reference = _bench.File("reference.parquet");
        ArtifactTable.Write(
            reference,
            ReferenceRow.Schema,
            [
                .. new[] { First, Second }.SelectMany(
                    (group, q) =>
                        group.Select(
                            (answer, i) =>
                                new ReferenceRow
                                {
                                    QuestionId = $"q{q}",
                                    SampleIndex = i,
                                    LogProbs = [.. Enumerable.Repeat(-0.75f, answer is null ? 7 : $"so \\boxed{{{answer}}}".Length)],
                                }
                        )
                ),
            ]
        );
        _bench.With("score.kl.beta", "0.1").Input("reference", reference);

        var rewards = Rewards();

        Assert.Equal(0.5 - (0.1 * 0.25 * "so \\boxed{12}".Length), rewards[0], 1e-9);
        Assert.Equal(0 - (0.1 * 0.25 * 7), rewards[3], 1e-9);
    }

    private double[] Rewards(string? question = null)
    {
        if (question is not null)
        {
            var questions = _bench.File("questions.parquet");
            ArtifactTable.Write(
                questions,
                QuestionRow.Schema,
                [
                    .. Enumerable
                        .Range(0, 2)
                        .Select(i => new QuestionRow
                        {
                            QuestionId = $"q{i}",
                            Source = "s",
                            Text = question,
                            PromptTokenIds = [1, 2],
                        }),
                ]
            );
            _bench.Input("questions", questions);
        }

        _bench
            .Input("rollouts", ImportedRollouts.Write(_bench.Chunks, _bench.File("rollouts.parquet"), 4, First, Second))
            .Run("score", 1, ScoreStage.Run);
        return
        [
            .. ArtifactTable
                .Read(_bench.Output("score", "scores.parquet"), ScoreRow.Schema)
                .Where(row => row.QuestionId == "q0")
                .Select(row => row.Reward),
        ];
    }

    private GroupRow Group() => ArtifactTable.Read(_bench.Output("score", "groups.parquet"), GroupRow.Schema)[0];
}
