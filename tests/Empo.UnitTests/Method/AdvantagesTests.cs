using CsCheck;
using Empo.Method;

namespace Empo.UnitTests.Method;

public sealed class AdvantagesTests
{
    public static TheoryData<double[], double[], double[], double[]> ReferenceGroups =>
        new()
        {
            {
                [.5, .5, .25, .25],
                [0.865426, 0.865426, -0.865426, -0.865426],
                [0.125, 0.125, -0.125, -0.125],
                [0.166667, 0.166667, -0.166667, -0.166667]
            },
            {
                [1, 0, 0, 0],
                [1.499700, -0.499900, -0.499900, -0.499900],
                [0.75, -0.25, -0.25, -0.25],
                [1, -0.333333, -0.333333, -0.333333]
            },
            { [1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0] },
            {
                [4 / 7.0, 4 / 7.0, 4 / 7.0, 4 / 7.0, 2 / 7.0, 2 / 7.0, 1 / 7.0],
                [0.774177, 0.774177, 0.774177, 0.774177, -0.774177, -0.774177, -1.548354],
                [0.142857, 0.142857, 0.142857, 0.142857, -0.142857, -0.142857, -0.285714],
                [0.166667, 0.166667, 0.166667, 0.166667, -0.166667, -0.166667, -0.333333]
            },
            {
                [.5, .5, 0, -.5],
                [0.783186, 0.783186, -0.261062, -1.305310],
                [0.375, 0.375, -0.125, -0.625],
                [0.5, 0.5, -0.166667, -0.833333]
            },
            { [1, 0], [0.707007, -0.707007], [0.5, -0.5], [1, -1] },
        };

    [Theory]
    [MemberData(nameof(ReferenceGroups))]
    public void Reference_groups_have_their_advantages(double[] rewards, double[] normalized, double[] centred, double[] leaveOneOut)
    {
        NumberAssert.Near(normalized, Advantages.GroupNormalized(rewards, 1e-4));
        NumberAssert.Near(centred, Advantages.MeanCentred(rewards));
        NumberAssert.Near(leaveOneOut, Advantages.LeaveOneOut(rewards));
    }

    [Theory]
    [InlineData(1e-6, 1, new[] { 1.499997, -0.499999, -0.499999, -0.499999 })]
    [InlineData(1e-6, 0, new[] { 1.732047, -0.577349, -0.577349, -0.577349 })]
    public void Epsilon_and_degrees_of_freedom_are_the_callers(double epsilon, int degreesOfFreedom, double[] expected)
    {
        double[] advantages = Advantages.GroupNormalized([1, 0, 0, 0], epsilon, degreesOfFreedom);

        NumberAssert.Near(expected, advantages);
    }

    [Theory]
    [InlineData(1e-6, new[] { 0.774592, 0.774592, 0.774592, 0.774592, -0.774592, -0.774592, -1.549185 })]
    public void Seven_samples_in_clusters_of_four_two_and_one(double epsilon, double[] expected)
    {
        double[] advantages = Advantages.GroupNormalized([4 / 7.0, 4 / 7.0, 4 / 7.0, 4 / 7.0, 2 / 7.0, 2 / 7.0, 1 / 7.0], epsilon);

        NumberAssert.Near(expected, advantages);
    }

    [Theory]
    [InlineData(0.1, 3)]
    [InlineData(1 / 3.0, 7)]
    [InlineData(0.7, 10)]
    public void Equal_rewards_give_exactly_zero_even_without_epsilon(double reward, int samples)
    {
        double[] rewards = [.. Enumerable.Repeat(reward, samples)];

        Assert.All(Advantages.GroupNormalized(rewards, 0), advantage => Assert.Equal(0.0, advantage));
        Assert.All(Advantages.LeaveOneOut(rewards), advantage => Assert.Equal(0.0, advantage));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1e-4)]
    public void A_deviation_that_underflows_is_none(double epsilon) =>
        Assert.Equal([0.0, 0.0, 0.0], Advantages.GroupNormalized([0, 1e-217, 2e-217], epsilon));

    [Fact]
    public void Rewards_of_any_size_give_no_NaN() =>
        Gen.Select(Gen.Double[-1, 1].Array[2, 8], Gen.Int[-330, 150]).Sample((rewards, exponent) =>
        {
            double[] scaled = [.. rewards.Select(reward => reward * Math.Pow(10, exponent))];

            foreach (AdvantageEstimator estimator in Enum.GetValues<AdvantageEstimator>())
            {
                Assert.All(Advantages.Of(scaled, estimator, 0, 1), advantage => Assert.True(double.IsFinite(advantage)));
            }
        });

    [Fact]
    public void A_group_of_one_compares_with_nothing() =>
        Assert.Equal([0.0], Advantages.GroupNormalized([0.5], 1e-4));

    [Fact]
    public void Advantages_sum_to_zero_and_ignore_a_shift_of_the_rewards() =>
        Gen.Double[-1, 1].Array[2, 24].Sample(rewards =>
        {
            double[] advantages = Advantages.GroupNormalized(rewards, 1e-4);
            double[] shifted = Advantages.GroupNormalized([.. rewards.Select(reward => reward + 0.5)], 1e-4);

            Assert.Equal(0, advantages.Sum(), 1e-8);
            NumberAssert.Near(advantages, shifted, 1e-7);
        });

    [Fact]
    public void Without_epsilon_the_scale_of_the_rewards_does_not_matter() =>
        Gen.Double[-1, 1]
            .Array[3, 24]
            .Where(rewards => rewards.Max() - rewards.Min() > 0.01)
            .Sample(rewards =>
                NumberAssert.Near(
                    Advantages.GroupNormalized(rewards, 0),
                    Advantages.GroupNormalized([.. rewards.Select(reward => 7 * reward)], 0),
                    1e-8
                )
            );

    public static TheoryData<double[], double[], double[]> OtherConventions =>
        new()
        {
            { [.5, .5, .25, .25], [0.866019, 0.866019, -0.866019, -0.866019], [0.999992, 0.999992, -0.999992, -0.999992] },
            { [1, 0, 0, 0], [1.499997, -0.499999, -0.499999, -0.499999], [1.732047, -0.577349, -0.577349, -0.577349] },
            { [1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0] },
            {
                [4 / 7.0, 4 / 7.0, 4 / 7.0, 4 / 7.0, 2 / 7.0, 2 / 7.0, 1 / 7.0],
                [0.774592, 0.774592, 0.774592, 0.774592, -0.774592, -0.774592, -1.549185],
                [0.836655, 0.836655, 0.836655, 0.836655, -0.836655, -0.836655, -1.673310]
            },
            { [.5, .5, 0, -.5], [0.783348, 0.783348, -0.261116, -1.305580], [0.904532, 0.904532, -0.301511, -1.507553] },
            { [1, 0], [0.707106, -0.707106], [0.999998, -0.999998] },
        };

    [Theory]
    [MemberData(nameof(OtherConventions))]
    public void Reference_groups_under_the_other_conventions_of_epsilon_and_ddof(double[] rewards, double[] sample, double[] population)
    {
        NumberAssert.Near(sample, Advantages.Of(rewards, AdvantageEstimator.ZScore, 1e-6, 1));
        NumberAssert.Near(population, Advantages.Of(rewards, AdvantageEstimator.ZScore, 1e-6, 0));
    }

    [Fact]
    public void Estimators_go_by_their_names()
    {
        NumberAssert.Near(Advantages.MeanCentred([1, 0, 0]), Advantages.Of([1, 0, 0], AdvantageEstimator.MeanCentred, 1, 1));
        NumberAssert.Near(Advantages.LeaveOneOut([1, 0, 0]), Advantages.Of([1, 0, 0], AdvantageEstimator.LeaveOneOut, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Advantages.Of([1], (AdvantageEstimator)9, 1, 1));
    }

    [Theory]
    [InlineData(new[] { .5, .5, .25, .25 }, new[] { 1.0, 1, 0, 0 }, false)] // two sizes of clusters: equal by algebra
    [InlineData(new[] { .5, .5, .5, .5, .25, .25, .125, .125 }, new[] { 1.0, 1, 1, 1, 0, 0, 0, 0 }, true)]
    [InlineData(new[] { .5, .5, .25, .25, .125 }, new[] { 1.0, 1, 0, 0, 0 }, true)]
    [InlineData(new[] { .25, .25, .25, .25 }, new[] { 1.0, 1, 1, 1 }, false)]
    public void Shares_and_votes_differ_only_where_there_are_three_sizes(double[] shares, double[] votes, bool differ) =>
        Assert.Equal(differ, Advantages.Differ(shares, votes));
}
