using Empo.Method;
using Empo.Method.Rewards;
using Empo.UnitTests.Oracles;

namespace Empo.UnitTests.Method;

/// <summary>What formulas refuse, and the exact side of their boundaries.</summary>
public sealed class FormulaGuardTests
{
    [Fact]
    public void Impossible_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Advantages.GroupNormalized([1, 0], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.OverQuestions([], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.OverQuestions([1], 1, resamples: 0));
        Assert.Throws<ArgumentException>(() => Correlation.Pearson([1, 2], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MajorityAtK.Expected([0], [true], 0));
        Assert.Throws<ArgumentException>(() => MajorityAtK.Expected([0, 1], [true], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            LengthReward.Reward.Of(
                new RewardGroup
                {
                    Clusters = [0],
                    Answered = [true],
                    Tokens = [1],
                },
                0
            )
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => OverlongReward.Penalty(1, 10, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => QuestionFilter.NameOf((DropReason)99));
    }

    [Theory]
    [InlineData(DropReason.NoAnswer, "no_answer")]
    [InlineData(DropReason.Unanimous, "unanimous")]
    [InlineData(DropReason.AllDifferent, "all_different")]
    [InlineData(DropReason.EntropyLow, "entropy_low")]
    [InlineData(DropReason.EntropyHigh, "entropy_high")]
    [InlineData(DropReason.MajorityLow, "majority_low")]
    [InlineData(DropReason.MajorityHigh, "majority_high")]
    public void Reasons_have_the_names_that_artifacts_hold(DropReason reason, string name) =>
        Assert.Equal(name, QuestionFilter.NameOf(reason));

    [Fact]
    public void Entropy_is_asked_before_the_majority()
    {
        ClusterStatistics statistics = ClusterStatistics.Of([0, 0, 1, 1], [true, true, true, true]);

        Assert.Equal(
            DropReason.EntropyHigh,
            QuestionFilter.Decide(statistics, new FilterThresholds { EntropyHigh = 0.5, MajorityLow = 0.9 })
        );
    }

    [Fact]
    public void Sixteen_samples_are_counted_exactly_at_every_k()
    {
        int[] clusters = [.. Enumerable.Range(0, 16).Select(i => i < 2 ? i : i % 2)];
        bool[] correct = [.. clusters.Select(id => id == 0)];

        for (int k = 1; k <= 16; k++)
        {
            Assert.Equal(MajorityAtK.Expected(clusters, correct, k, seed: 1), MajorityAtK.Expected(clusters, correct, k, seed: 2));
        }
    }

    [Fact]
    public void In_drawn_subsets_too_a_tie_goes_to_the_cluster_seen_first()
    {
        // Two votes of 400 samples that all differ: the earlier one wins, and the first half is the correct one.
        int[] clusters = [.. Enumerable.Range(0, 400)];
        bool[] correct = [.. clusters.Select(id => id < 200)];

        // P(the earlier of two is in the first half) = 1 - (200·199)/(400·399) = 0.7506.
        Assert.Equal(0.7506, MajorityAtK.Expected(clusters, correct, 2, seed: 3), 0.03);
    }

    [Fact]
    public void A_weight_at_the_bound_counts_and_no_answer_has_its_value()
    {
        Assert.Equal(1, ImportanceWeights.Masked(0, 1));
        Assert.Equal([1, -0.5], FormatReward.Reward.Of(new RewardGroup { Clusters = [0, 1], Answered = [true, false] }, -0.5));
        Assert.Equal([1.0, 0.0], FormatReward.Reward.Of(new RewardGroup { Clusters = [0, 1], Answered = [true, false] }, null));
    }

    [Fact]
    public void A_batch_without_tokens_clips_nothing()
    {
        PolicyBatch batch = new() { NewLogProbs = [[-1]], OldLogProbs = [[-1]], Advantages = [1], Mask = [[false]] };

        Assert.Equal(0, PolicyLossReference.PpoClip(batch, new ClipRange { Low = 0.2, High = 0.2 }).ClipFraction);
    }

    [Fact]
    public void An_impossible_sample_adds_nothing_to_the_entropy() =>
        Assert.Equal(0, SemanticEntropy.OfLikelihoods([0, 1], [0, double.NegativeInfinity]));

    [Fact]
    public void One_constant_series_is_enough_for_no_correlation() =>
        Assert.True(double.IsNaN(Correlation.Pearson([1, 2, 3], [5, 5, 5])));

    [Fact]
    public void Intervals_of_no_and_of_only_successes_touch_the_ends_exactly()
    {
        Assert.Equal(0.0, WilsonInterval.Of(0, 7).Low);
        Assert.Equal(1.0, WilsonInterval.Of(7, 7).High);
    }
}
