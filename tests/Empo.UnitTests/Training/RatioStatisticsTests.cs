using Empo.Method;
using Empo.Stages.Training;

namespace Empo.UnitTests.Training;

/// <summary>What update.parquet says of a step, on the batch of the reference cases C1 to C3.</summary>
public sealed class RatioStatisticsTests
{
    private static readonly double[][] New = [[-.8, -2.3, -.5], [-1, -.1, -1.2, -.4]];

    [Theory]
    [InlineData(0.2, null, 0.285714)] // C1
    [InlineData(0.28, null, 0.142857)] // C2
    [InlineData(0.28, 1.3, 0.428571)] // the ratios 1.349859 and 1.648721 of the negative advantage are bounded too
    [InlineData(0.28, 1.5, 0.285714)]
    public void The_share_of_clipped_tokens_is_that_of_tokens_without_a_gradient(double high, double? dual, double expected)
    {
        var statistics = RatioStatistics.Of(Samples(), New, PolicyObjective.Ppo(new ClipRange { Low = 0.2, High = high, Dual = dual }));

        Assert.Equal(7, statistics.Tokens);
        Assert.Equal(expected, statistics.ClipFraction, 1e-6);
        Assert.Equal(1.115256, statistics.Mean, 1e-6);
    }

    [Fact]
    public void A_ratio_for_each_response_clips_all_its_tokens_or_none()
    {
        // C3: the ratios 0.967216 of three tokens and 1.161834 of four; the first is clipped where it should fall, the second where it should rise.
        Assert.Equal(0, Gspo(3e-4, 4e-4).ClipFraction);
        Assert.Equal(3 / 7.0, Gspo(3e-4, 4e-4, advantages: (-1.2, -.8)).ClipFraction, 1e-12);
        Assert.Equal(4 / 7.0, Gspo(3e-4, 4e-4, advantages: (1.2, .8)).ClipFraction, 1e-12);
    }

    [Fact]
    public void Its_share_is_the_scalar_oracles()
    {
        var clip = new ClipRange { Low = 0.1, High = 0.15, Dual = 1.3 };
        PolicyBatch batch = new() { OldLogProbs = [[-1, -2, -.5], [-.7, -.2, -1.5, -.9]], NewLogProbs = New, Advantages = [1.2, -.8], Mask = [[true, true, true], [true, true, true, true]] };

        Assert.Equal(PolicyLossReference.PpoClip(batch, clip).ClipFraction, RatioStatistics.Of(Samples(), New, PolicyObjective.Ppo(clip)).ClipFraction);
        Assert.Equal(PolicyLossReference.Gspo(batch, clip).ClipFraction, Gspo(0.1, 0.15).ClipFraction);
    }

    private static RatioStatistics Gspo(double low, double high, (double, double)? advantages = null) =>
        RatioStatistics.Of(Samples(advantages), New, PolicyObjective.Ppo(new ClipRange { Low = low, High = high }) with { Ratio = RatioLevel.Sequence });

    private static UpdateSample[] Samples((double First, double Second)? advantages = null) =>
    [
        new([1], new PolicySample([1, 2, 3], [], advantages?.First ?? 1.2)) { OldLogProbs = [-1, -2, -.5] },
        new([1], new PolicySample([1, 2, 3, 4], [], advantages?.Second ?? -.8)) { OldLogProbs = [-.7, -.2, -1.5, -.9] },
    ];
}
