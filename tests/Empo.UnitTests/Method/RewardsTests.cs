using CsCheck;
using Empo.Method;
using Empo.Method.Rewards;

namespace Empo.UnitTests.Method;

public sealed class RewardsTests
{
    private static readonly int[] Clusters = [0, 0, 0, 1, 2, 3, 0, 4];
    private static readonly bool[] Answered = [true, true, true, true, false, false, true, true];

    [Theory]
    [InlineData(
        null,
        new[] { .5, .5, .5, .125, .125, .125, .5, .125 },
        new[] { 0.935410, 0.935410, 0.935410, -0.935410, -0.935410, -0.935410, 0.935410, -0.935410 }
    )]
    [InlineData(
        0.0,
        new[] { .5, .5, .5, .125, 0, 0, .5, .125 },
        new[] { 0.916886, 0.916886, 0.916886, -0.654918, -1.178853, -1.178853, 0.916886, -0.654918 }
    )]
    [InlineData(
        -0.5,
        new[] { .5, .5, .5, .125, -.5, -.5, .5, .125 },
        new[] { 0.786860, 0.786860, 0.786860, -0.071533, -1.502188, -1.502188, 0.786860, -0.071533 }
    )]
    public void Cluster_shares_under_the_three_released_rules_for_no_answer(double? noAnswer, double[] rewards, double[] advantages)
    {
        double[] actual = Empo(Clusters, Answered, noAnswer);

        NumberAssert.Near(rewards, actual);
        NumberAssert.Near(advantages, Advantages.GroupNormalized(actual, 1e-6));
    }

    [Theory]
    [InlineData(null, new[] { 0.934948, 0.934948, 0.934948, -0.934948, -0.934948, -0.934948, 0.934948, -0.934948 })]
    [InlineData(0.0, new[] { 0.916505, 0.916505, 0.916505, -0.654647, -1.178364, -1.178364, 0.916505, -0.654647 })]
    [InlineData(-0.5, new[] { 0.786682, 0.786682, 0.786682, -0.071517, -1.501848, -1.501848, 0.786682, -0.071517 })]
    public void The_larger_epsilon_of_the_TRL_tree(double? noAnswer, double[] advantages) =>
        NumberAssert.Near(advantages, Advantages.GroupNormalized(Empo(Clusters, Answered, noAnswer), 1e-4));

    [Fact]
    public void Voting_rewards_the_majority()
    {
        double[] rewards = Voting(Clusters, Answered, 0);

        NumberAssert.Near([1, 1, 1, 0, 0, 0, 1, 0], rewards);
        NumberAssert.Near(
            [0.935413, 0.935413, 0.935413, -0.935413, -0.935413, -0.935413, 0.935413, -0.935413],
            Advantages.GroupNormalized(rewards, 1e-6)
        );
        NumberAssert.Near(
            [0.935239, 0.935239, 0.935239, -0.935239, -0.935239, -0.935239, 0.935239, -0.935239],
            Advantages.GroupNormalized(rewards, 1e-4)
        );
    }

    [Fact]
    public void Where_all_answers_differ_the_verl_tree_rewards_each_alike_and_nobody_has_an_advantage()
    {
        double[] rewards = Empo([0, 1, 2, 3], [true, true, true, false], null);

        Assert.Equal([0.25, 0.25, 0.25, 0.25], rewards);
        Assert.All(Advantages.GroupNormalized(rewards, 1e-6), advantage => Assert.Equal(0.0, advantage));
    }

    [Fact]
    public void All_ties_win_a_vote() =>
        NumberAssert.Near([1, 1, 1, 1, 0], Voting([0, 0, 1, 1, 2], [true, true, true, true, true], 0));

    [Fact]
    public void A_tied_singleton_without_an_answer_gets_the_value_for_no_answer()
    {
        NumberAssert.Near([1, -0.5], Voting([0, 1], [true, false], -0.5));
        NumberAssert.Near([1, 1], Voting([0, 1], [true, false], null));
    }

    [Fact]
    public void Cluster_shares_lie_in_the_unit_interval_and_sum_to_the_collision_probability_times_the_group_size() =>
        GroupGenerator.Answers.Sample(answers =>
        {
            int[] clusters = GroupGenerator.Clusters(answers);
            double[] rewards = Empo(clusters, GroupGenerator.Answered(answers), null);
            double collision = clusters.CountBy(id => id).Sum(cluster => Math.Pow((double)cluster.Value / clusters.Length, 2));

            Assert.All(rewards, reward => Assert.InRange(reward, 0, 1));
            Assert.Equal(collision * clusters.Length, rewards.Sum(), 1e-9);
        });

    [Fact]
    public void Another_sample_without_an_answer_never_raises_a_share() =>
        GroupGenerator.Answers.Sample(answers =>
        {
            double[] before = Empo(GroupGenerator.Clusters(answers), GroupGenerator.Answered(answers), 0);
            string?[] more = [.. answers, null];
            double[] after = Empo(GroupGenerator.Clusters(more), GroupGenerator.Answered(more), 0);

            Assert.All(before.Zip(after), pair => Assert.True(pair.Second <= pair.First));
        });

    [Fact]
    public void Correct_and_format_read_what_they_are_told()
    {
        NumberAssert.Near([1, 0, -0.5], CorrectReward.Reward.Of(Samples([true, true, false]) with { Correct = [true, false, true] }, -0.5));
        NumberAssert.Near([1, 0], FormatReward.Reward.Of(Samples([true, false]), 0));
    }

    [Fact]
    public void Length_is_the_share_of_the_longest_response() =>
        NumberAssert.Near(
            [0.5, 1, 0],
            LengthReward.Reward.Of(Samples([true, true, false]) with { Tokens = [10, 50, 20], Longest = 20 }, 0)
        );

    [Fact]
    public void Random_rewards_depend_on_seed_and_question_only()
    {
        bool[] answered = [true, false, true];

        double[] rewards = RandomReward.Reward.Of(Samples(answered) with { Seed = 1, Question = 2 }, -0.5);

        Assert.Equal(rewards, RandomReward.Reward.Of(Samples(answered) with { Seed = 1, Question = 2 }, -0.5));
        Assert.NotEqual(rewards, RandomReward.Reward.Of(Samples(answered) with { Seed = 1, Question = 3 }, -0.5));
        Assert.Equal(CounterRandom.Uniform(1, 2, 2, 0), rewards[2]);
        Assert.Equal(-0.5, rewards[1]);
        Assert.NotEqual(-0.5, RandomReward.Reward.Of(Samples(answered) with { Seed = 1, Question = 2 }, null)[1]);
    }

    [Theory]
    [InlineData(50, 0)]
    [InlineData(80, 0)]
    [InlineData(85, -0.25)]
    [InlineData(90, -0.5)]
    [InlineData(100, -1)]
    [InlineData(110, -1)]
    public void Overlong_responses_are_penalised_softly(int tokens, double expected) =>
        Assert.Equal(expected, OverlongReward.Penalty(tokens, 100, 20), 1e-12);

    [Fact]
    public void Likely_clusters_earn_their_probability()
    {
        double[] probabilities = SemanticEntropy.ClusterProbabilities([0, 0, 1, 2], [-0.2, -0.4, -1.5, -0.5]);

        NumberAssert.Near(
            [0.642189, 0.642189, 0.096230, 0],
            EmpoReward.Reward.Of(Samples([true, true, true, false]) with { Clusters = [0, 0, 1, 2], Probabilities = probabilities }, 0)
        );
        NumberAssert.Near(
            [0.642189, 0.642189, 0.096230, 0.261581],
            EmpoReward.Reward.Of(Samples([true, true, true, false]) with { Clusters = [0, 0, 1, 2], Probabilities = probabilities }, null)
        );
    }

    [Fact]
    public void Certainty_of_tokens_is_a_mean_over_the_response()
    {
        float[][] perToken = [[0.2f, 0.6f], [1], []];

        NumberAssert.Near(
            [0.4, 1, 0],
            TokenMeanReward.SelfCertainty.Of(Samples([true, true, true]) with { SelfCertainties = perToken }, 0)
        );
        NumberAssert.Near(
            [-0.4, -1, 0],
            TokenMeanReward.TokenEntropy.Of(Samples([true, true, true]) with { TokenEntropies = perToken }, 0)
        );
        NumberAssert.Near(
            [0.4, -0.5, -0.5],
            TokenMeanReward.SelfCertainty.Of(Samples([true, false, false]) with { SelfCertainties = perToken }, -0.5)
        );
        NumberAssert.Near(
            [0.4, 1, 0],
            TokenMeanReward.SelfCertainty.Of(Samples([true, false, false]) with { SelfCertainties = perToken }, null)
        );
    }

    [Fact]
    public void Where_rewards_are_never_positive_no_answer_is_not_the_best_one()
    {
        NumberAssert.Near(
            [-0.4, -1, -0.5],
            TokenMeanReward.TokenEntropy.Of(
                Samples([true, false, false]) with
                {
                    TokenEntropies =
                    [
                        [0.2f, 0.6f],
                        [1],
                        [0.5f],
                    ],
                },
                0
            )
        );
        NumberAssert.Near(
            [-0.4, -1, -0.7],
            TokenMeanReward.TokenEntropy.Of(
                Samples([true, false, false]) with
                {
                    TokenEntropies =
                    [
                        [0.2f, 0.6f],
                        [1],
                        [0.5f],
                    ],
                },
                -0.7
            )
        );
    }

    [Fact]
    public void Overlong_is_a_reward_of_each_response_answered_or_not()
    {
        NumberAssert.Near(
            [0, -0.25, -1, -1],
            OverlongReward.Reward.Of(
                Samples([true, true, true, false]) with
                {
                    Tokens = [50, 85, 110, 110],
                    MaxTokens = 100,
                    OverlongCache = 20,
                },
                0
            )
        );
        NumberAssert.Near(
            [-0.5, -1],
            OverlongReward.Reward.Of(Samples([false, false]) with { Tokens = [85, 110], MaxTokens = 100, OverlongCache = 20 }, -0.5)
        );
    }

    [Fact]
    public void A_KL_penalty_sums_k1_over_the_response()
    {
        Assert.Equal(0.47, KlEstimate.Penalized(0.5, 0.1, [-1, -2], [-1.3f, -2]), 1e-6);
        Assert.Equal(0.5, KlEstimate.Penalized(0.5, 0, [-1, -2], [-1.3f, -2]));
    }

    [Fact]
    public void Every_reward_has_a_name_a_story_and_rewards_of_its_own()
    {
        var group = Samples([true, true, true, false]) with
        {
            Clusters = [0, 0, 1, 2],
            Probabilities = [.5, .25, .25],
            Tokens = [4, 9, 3, 5],
            Longest = 9,
            MaxTokens = 9,
            OverlongCache = 4,
            Correct = [true, false, false, false],
            SelfCertainties =
            [
                [1f],
                [2f],
                [3f],
                [4f],
            ],
            TokenEntropies =
            [
                [.1f],
                [.4f],
                [.3f],
                [.2f],
            ],
            Elsewhere = [.5, 0, 0, 0],
            Commanded = [.75, .5, .25, 0],
            ModelScores = [-3, 1.5, .25, 7],
            Served = [.6, .5, .25, .1],
            PooledLambda = 1,
        };
        double[][] rewards = [.. RewardTable.Summands.Select(reward => reward.Of(group, null))];

        Assert.Equal(RewardTable.All.Count, RewardTable.All.Select(reward => reward.Name).Distinct().Count());
        Assert.All(RewardTable.All, reward => Assert.NotEmpty(reward.Story));
        Assert.Equal(rewards.Length, rewards.Select(values => string.Join(' ', values)).Distinct().Count());
    }

    [Fact]
    public void No_answer_earns_no_more_than_the_same_response_with_one_where_rewards_can_be_negative()
    {
        var group = Samples([true, false]) with
        {
            Tokens = [4, 9],
            MaxTokens = 9,
            OverlongCache = 4,
            TokenEntropies =
            [
                [.1f],
                [.4f],
            ],
            Probabilities = [.5, .5],
            Elsewhere = [1, 0],
            PooledLambda = 1,
        };

        foreach (var reward in new[] { OverlongReward.Reward, TokenMeanReward.TokenEntropy, PooledReward.Reward })
        {
            Assert.True(reward.Of(group, 0)[1] <= reward.Of(group, null)[1], reward.Name);
        }
    }

    private static double[] Empo(int[] clusters, bool[] answered, double? noAnswer) =>
        EmpoReward.Reward.Of(Frequencies(clusters, answered), noAnswer);

    private static double[] Voting(int[] clusters, bool[] answered, double? noAnswer) =>
        VotingReward.Reward.Of(Frequencies(clusters, answered), noAnswer);

    private static RewardGroup Frequencies(int[] clusters, bool[] answered) =>
        new()
        {
            Clusters = clusters,
            Answered = answered,
            Probabilities = [.. ClusterStatistics.Of(clusters, answered).Counts.Select(count => (double)count / clusters.Length)],
        };

    /// <summary>A group whose answers all differ.</summary>
    private static RewardGroup Samples(bool[] answered) =>
        new() { Clusters = [.. Enumerable.Range(0, answered.Length)], Answered = answered };
}
