using Empo.Method;
using Empo.Method.Rewards;

namespace Empo.UnitTests.Method;

public sealed class CompositeRewardTests
{
    private static readonly double[] First = [1, 0, 0, 0];
    private static readonly double[] Second = [.2, .8, .2, .8];

    [Fact]
    public void A_weighted_sum_adds_reward_by_reward() =>
        NumberAssert.Near([1.1, 0.4, 0.1, 0.4], CompositeReward.WeightedSum([First, Second], [1, 0.5]));

    [Fact]
    public void Normalised_first_it_gives_the_reference_case_A8()
    {
        double[] sum = CompositeReward.NormalizedSum([First, Second], [1, 0.5], 1e-4);

        NumberAssert.Near([1.066812, -0.067012, -0.932788, -0.067012], sum);
        NumberAssert.Near([1.300844, -0.081713, -1.137418, -0.081713], Advantages.GroupNormalized(sum, 1e-4));
    }

    [Fact]
    public void Normalised_first_the_scale_of_a_reward_does_not_matter() =>
        NumberAssert.Near(
            CompositeReward.NormalizedSum([First, Second], [1, 0.5], 0),
            CompositeReward.NormalizedSum([First, [.. Second.Select(reward => 100 * reward)]], [1, 0.5], 0), 1e-12);

    [Fact]
    public void A_weight_of_zero_leaves_a_reward_out() =>
        Assert.Equal(First, CompositeReward.WeightedSum([First, Second], [1, 0]));
}
