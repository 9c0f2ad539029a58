using CsCheck;
using Empo.Method;
using Empo.Method.Rewards;

namespace Empo.UnitTests.Method;

public sealed class SemanticEntropyTests
{
    private static readonly int[] Three = [0, 0, 1, 2];

    [Theory]
    [InlineData(new[] { 0, 1, 2, 1 }, 1.039721)]
    [InlineData(new[] { 0, 0, 0, 0 }, 0)]
    [InlineData(new[] { 0, 1, 2, 3 }, 1.386294)]
    [InlineData(new[] { 0, 0, 0, 0, 1, 1, 2 }, 0.955700)]
    [InlineData(new[] { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4 }, 1.299651)]
    [InlineData(new[] { 0, 0, 1, 1 }, 0.693147)]
    public void Frequencies_give_the_reference_values(int[] clusters, double expected) =>
        Assert.Equal(expected, SemanticEntropy.OfClusters(clusters), 1e-6);

    [Theory]
    [InlineData(new[] { -0.2, -0.4, -1.5, -0.5 }, 0.860467, new[] { 0.642189, 0.096230, 0.261581 })]
    [InlineData(new[] { -0.4, -1.2, -3.0, -0.5 }, 0.782551, new[] { 0.596815, 0.030585, 0.372600 })]
    public void Likelihoods_give_the_reference_values(double[] scores, double expected, double[] probabilities)
    {
        Assert.Equal(expected, SemanticEntropy.OfLikelihoods(Three, scores), 1e-6);
        NumberAssert.Near(probabilities, SemanticEntropy.ClusterProbabilities(Three, scores));
    }

    [Fact]
    public void Equally_likely_different_answers_have_ln_G_and_every_group_its_share_of_it()
    {
        Assert.Equal(1.386294, SemanticEntropy.OfLikelihoods([0, 1, 2, 3], [-0.7, -0.7, -0.7, -0.7]), 1e-6);
        Assert.Equal(2.079442, SemanticEntropy.Largest(8), 1e-6);
        Assert.Equal(0, SemanticEntropy.OfClusters([0, 0, 0, 0]) / SemanticEntropy.Largest(4));
        Assert.Equal(1, SemanticEntropy.OfClusters([0, 1, 2, 3]) / SemanticEntropy.Largest(4), 1e-6);
        Assert.Equal(0.75, SemanticEntropy.OfClusters([0, 1, 2, 1]) / SemanticEntropy.Largest(4), 1e-6);
        Assert.Equal(0.491133, SemanticEntropy.OfClusters([0, 0, 0, 0, 1, 1, 2]) / SemanticEntropy.Largest(7), 1e-6);
        Assert.Equal(
            0.468750,
            SemanticEntropy.OfClusters([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4]) / SemanticEntropy.Largest(16),
            1e-6
        );
        Assert.Equal(0.5, SemanticEntropy.OfClusters([0, 0, 1, 1]) / SemanticEntropy.Largest(4), 1e-6);
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2, 1 }, 0.375)]
    [InlineData(new[] { 0, 0, 0, 0 }, 1)]
    [InlineData(new[] { 0, 1, 2, 3 }, 0.25)]
    [InlineData(new[] { 0, 0, 0, 0, 1, 1, 2 }, 0.428571)]
    [InlineData(new[] { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4 }, 0.335938)]
    [InlineData(new[] { 0, 0, 1, 1 }, 0.5)]
    public void The_mean_reward_of_a_group_is_the_probability_that_two_samples_agree(int[] clusters, double expected) =>
        Assert.Equal(expected, EmpoReward.Reward.Of(Group(clusters), 0).Average(), 1e-6);

    [Theory]
    [InlineData(new[] { 0, 1, 2, 1 }, new[] { .25, .5, .25 })]
    [InlineData(new[] { 0, 0, 0, 0 }, new[] { 1.0 })]
    [InlineData(new[] { 0, 1, 2, 3 }, new[] { .25, .25, .25, .25 })]
    [InlineData(new[] { 0, 0, 0, 0, 1, 1, 2 }, new[] { 0.571429, 0.285714, 0.142857 })]
    [InlineData(new[] { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4 }, new[] { .5, .25, .125, .0625, .0625 })]
    [InlineData(new[] { 0, 0, 1, 1 }, new[] { .5, .5 })]
    public void Equal_scores_give_every_cluster_its_share_also_where_all_are_impossible(int[] clusters, double[] probabilities)
    {
        NumberAssert.Near(probabilities, SemanticEntropy.ClusterProbabilities(clusters, [.. clusters.Select(_ => -0.7)]));
        NumberAssert.Near(
            probabilities,
            SemanticEntropy.ClusterProbabilities(clusters, [.. clusters.Select(_ => double.NegativeInfinity)])
        );
    }

    [Theory]
    [InlineData(new[] { -.1f, -.3f }, -0.4, -0.2)]
    [InlineData(new[] { -.2f, -.4f, -.6f }, -1.2, -0.4)]
    [InlineData(new[] { -1f, -2f }, -3.0, -1.5)]
    [InlineData(new[] { -.5f }, -0.5, -0.5)]
    [InlineData(new float[0], 0, 0)]
    public void Scores_of_a_response_are_sum_or_mean_of_its_tokens(float[] tokens, double sum, double mean)
    {
        Assert.Equal(sum, SequenceScore.Sum(tokens), 1e-6);
        Assert.Equal(mean, SequenceScore.Mean(tokens), 1e-6);
    }

    [Fact]
    public void Equal_scores_give_the_frequency_estimate() =>
        GroupGenerator.Answers.Sample(answers =>
        {
            int[] clusters = GroupGenerator.Clusters(answers);
            double[] scores = [.. clusters.Select(_ => -3000.0)];

            Assert.Equal(SemanticEntropy.OfClusters(clusters), SemanticEntropy.OfLikelihoods(clusters, scores), 1e-9);
        });

    [Fact]
    public void Lies_between_zero_and_the_logarithm_of_the_number_of_clusters() =>
        GroupGenerator.Answers.Sample(answers =>
        {
            int[] clusters = GroupGenerator.Clusters(answers);

            double entropy = SemanticEntropy.OfClusters(clusters);

            Assert.InRange(entropy, 0, Math.Log(clusters.Max() + 1) + 1e-12);
            Assert.Equal(entropy == 0, clusters.Max() == 0);
        });

    [Fact]
    public void Order_of_the_samples_does_not_change_a_bit_of_it() =>
        Gen.SelectMany(GroupGenerator.Answers, answers => Gen.Shuffle(answers).Select(shuffled => (answers, shuffled)))
            .Sample(pair =>
                Assert.Equal(
                    SemanticEntropy.OfClusters(GroupGenerator.Clusters(pair.answers)),
                    SemanticEntropy.OfClusters(GroupGenerator.Clusters(pair.shuffled))
                )
            );

    [Fact]
    public void Merging_two_clusters_never_raises_it() =>
        GroupGenerator.Answers.Where(answers => answers.Contains("A") && answers.Contains("B")).Sample(answers =>
        {
            string?[] merged = [.. answers.Select(answer => answer == "B" ? "A" : answer)];

                Assert.True(
                    SemanticEntropy.OfClusters(GroupGenerator.Clusters(merged))
                        <= SemanticEntropy.OfClusters(GroupGenerator.Clusters(answers)) + 1e-12
                );
            });

    [Fact]
    public void Scores_of_another_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => SemanticEntropy.OfLikelihoods(Three, [-1.0]));

    private static RewardGroup Group(int[] clusters) => new()
    {
        Clusters = clusters,
        Answered = [.. clusters.Select(_ => true)],
        Probabilities = SemanticEntropy.ClusterProbabilities(clusters, [.. clusters.Select(_ => 0.0)]),
    };
}
