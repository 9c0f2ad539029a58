using CsCheck;
using Empo.Method;

namespace Empo.UnitTests.Method;

public sealed class QuestionFilterTests
{
    [Fact]
    public void Different_answers_are_dropped_for_every_group_size()
    {
        for (int samples = 2; samples <= 64; samples++)
        {
            ClusterStatistics statistics = Group([.. Enumerable.Range(0, samples)]);

            Assert.Equal(DropReason.AllDifferent, QuestionFilter.Decide(statistics, new FilterThresholds { AllDifferent = true }));
            Assert.Equal(
                DropReason.EntropyHigh,
                QuestionFilter.Decide(statistics, new FilterThresholds { EntropyHigh = SemanticEntropy.Largest(samples) })
            );
        }
    }

    [Fact]
    public void A_band_in_nats_is_exclusive_at_both_ends()
    {
        ClusterStatistics halves = Group([0, 0, 1, 1]);

        Assert.Equal(DropReason.EntropyLow, QuestionFilter.Decide(halves, new FilterThresholds { EntropyLow = Math.Log(2) }));
        Assert.Equal(DropReason.EntropyHigh, QuestionFilter.Decide(halves, new FilterThresholds { EntropyHigh = Math.Log(2) }));
        Assert.Null(QuestionFilter.Decide(halves, new FilterThresholds { EntropyLow = 0.69, EntropyHigh = 0.70 }));
    }

    [Fact]
    public void A_lower_bound_of_zero_drops_unanimous_groups_only()
    {
        FilterThresholds thresholds = new() { EntropyLow = 0 };

        Assert.Equal(DropReason.EntropyLow, QuestionFilter.Decide(Group([0, 0, 0]), thresholds));
        Assert.Null(QuestionFilter.Decide(Group([0, 0, 1]), thresholds));
    }

    [Fact]
    public void Shares_of_the_majority_are_inclusive()
    {
        ClusterStatistics thirds = Group([0, 0, 1]);

        Assert.Null(QuestionFilter.Decide(thirds, new FilterThresholds { MajorityLow = 2 / 3.0, MajorityHigh = 2 / 3.0 }));
        Assert.Equal(DropReason.MajorityLow, QuestionFilter.Decide(thirds, new FilterThresholds { MajorityLow = 0.7 }));
        Assert.Equal(DropReason.MajorityHigh, QuestionFilter.Decide(thirds, new FilterThresholds { MajorityHigh = 0.6 }));
    }

    [Fact]
    public void Too_many_samples_without_an_answer_come_first()
    {
        ClusterStatistics statistics = ClusterStatistics.Of([0, 1, 2, 3], [true, false, false, false]);

        Assert.Equal(
            DropReason.NoAnswer,
            QuestionFilter.Decide(statistics, new FilterThresholds { UnansweredHigh = 0.5, AllDifferent = true })
        );
        Assert.Equal(
            DropReason.AllDifferent,
            QuestionFilter.Decide(statistics, new FilterThresholds { UnansweredHigh = 0.75, AllDifferent = true })
        );
    }

    [Fact]
    public void A_unanimous_group_is_dropped_when_asked()
    {
        Assert.Equal(DropReason.Unanimous, QuestionFilter.Decide(Group([0, 0]), new FilterThresholds { Unanimous = true }));
        Assert.Null(QuestionFilter.Decide(Group([0, 0]), new FilterThresholds()));
    }

    [Fact]
    public void Order_of_the_samples_does_not_change_the_decision() =>
        Gen.SelectMany(GroupGenerator.Answers, answers => Gen.Shuffle(answers).Select(shuffled => (answers, shuffled)))
            .Select(Gen.Double[0, 3], Gen.Double[0, 3])
            .Sample((pair, low, high) =>
            {
                FilterThresholds thresholds = new() { EntropyLow = low, EntropyHigh = high };

                    Assert.Equal(
                        QuestionFilter.Decide(Group(pair.answers), thresholds),
                        QuestionFilter.Decide(Group(pair.shuffled), thresholds)
                    );
                }
            );

    [Fact]
    public void Every_reason_has_its_own_name()
    {
        DropReason[] reasons = Enum.GetValues<DropReason>();

        Assert.Equal(reasons.Length, reasons.Select(QuestionFilter.NameOf).Distinct().Count());
        Assert.Equal("all_different", QuestionFilter.NameOf(DropReason.AllDifferent));
    }

    private static ClusterStatistics Group(int[] clusters) => ClusterStatistics.Of(clusters, [.. clusters.Select(_ => true)]);

    private static ClusterStatistics Group(string?[] answers) =>
        ClusterStatistics.Of(GroupGenerator.Clusters(answers), GroupGenerator.Answered(answers));

    [Fact]
    public void A_band_as_share_of_ln_G_means_the_same_for_every_G()
    {
        FilterThresholds thresholds = new() { EntropyLow = 0.25, EntropyHigh = 0.75, EntropyAsShare = true };

        foreach (int half in new[] { 2, 4, 8 })
        {
            // half the samples agree, the others are pairs of one: H / ln G differs, its ends do not.
            Assert.Equal(DropReason.EntropyHigh, QuestionFilter.Decide(Group([.. Enumerable.Range(0, 2 * half)]), thresholds));
            Assert.Equal(DropReason.EntropyLow, QuestionFilter.Decide(Group([.. Enumerable.Repeat(0, 2 * half)]), thresholds));
        }

        Assert.Null(QuestionFilter.Decide(Group([0, 0, 1, 1]), thresholds));
        Assert.Equal(DropReason.EntropyHigh, QuestionFilter.Decide(Group([0, 1, 2, 1]), thresholds)); // exactly 0.75
    }

    [Fact]
    public void The_band_on_the_largest_reward_is_inclusive_as_in_verls_filter()
    {
        ClusterStatistics statistics = Group([0, 0, 1]);
        FilterThresholds thresholds = new() { RewardLow = 0.3, RewardHigh = 1 };

        Assert.Null(QuestionFilter.Decide(statistics, 0.6, 0.3, thresholds));
        Assert.Null(QuestionFilter.Decide(statistics, 0.6, 1, thresholds));
        Assert.Equal(DropReason.RewardLow, QuestionFilter.Decide(statistics, 0.6, 0.25, thresholds));
        Assert.Equal(DropReason.RewardHigh, QuestionFilter.Decide(statistics, 0.6, 1.25, thresholds));
        Assert.Equal(
            ("reward_low", "reward_high"),
            (QuestionFilter.NameOf(DropReason.RewardLow), QuestionFilter.NameOf(DropReason.RewardHigh))
        );
    }

    [Fact]
    public void The_entropy_that_decides_is_the_one_given() =>
        Assert.Equal(DropReason.EntropyHigh, QuestionFilter.Decide(Group([0, 0, 1]), 2, null, new FilterThresholds { EntropyHigh = 1 }));
}
