using Empo.Method;
using Empo.Stages.Training;
using Empo.Stages.Training.Losses;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

/// <summary>What update.parquet says of a step, on the batch of the reference cases C1 to C3.</summary>
[Collection("torch")]
public sealed class RatioStatisticsTests
{
    private static readonly double[][] Old = [[-1, -2, -.5], [-.7, -.2, -1.5, -.9]];
    private static readonly double[][] New = [[-.8, -2.3, -.5], [-1, -.1, -1.2, -.4]];

    [Theory]
    [InlineData(0.2, null, 2)] // C1
    [InlineData(0.28, null, 1)] // C2
    [InlineData(0.28, 1.3, 3)] // the ratios 1.349859 and 1.648721 of the negative advantage are bounded too
    [InlineData(0.28, 1.5, 2)]
    public void The_clipped_tokens_of_ppo_are_those_without_a_gradient(double high, double? dual, int expected)
    {
        var clipped = Clipped(ClippedSurrogate.Ppo, new ClipRange { Low = 0.2, High = high, Dual = dual });
        var statistics = RatioStatistics.From(Old, New, (clipped, 7), 7);

        Assert.Equal(expected, clipped);
        Assert.Equal(7, statistics.Tokens);
        Assert.Equal(expected / 7.0, statistics.ClipFraction, 1e-12);
        Assert.Equal(1.115256, statistics.Mean, 1e-6);
    }

    [Fact]
    public void A_ratio_for_each_response_clips_all_its_tokens_or_none()
    {
        // C3: the ratios 0.967216 of three tokens and 1.161834 of four; the first is clipped where it should fall, the second where it
        // should rise.
        var clip = new ClipRange { Low = 3e-4, High = 4e-4 };

        Assert.Equal(0, Clipped(ClippedSurrogate.Gspo, clip));
        Assert.Equal(3, Clipped(ClippedSurrogate.Gspo, clip, -1.2, -.8));
        Assert.Equal(4, Clipped(ClippedSurrogate.Gspo, clip, 1.2, .8));
    }

    private static long Clipped(PolicyLossFunction loss, ClipRange clip, double first = 1.2, double second = -.8)
    {
        using var scope = NewDisposeScope();
        var tokens = new PolicyTokens
        {
            Old = tensor(Old.SelectMany(row => row).ToArray()),
            Advantages = tensor(Old.SelectMany((row, i) => row.Select(_ => i == 0 ? first : second)).ToArray()),
            Weights = ones(7, ScalarType.Float64),
            Rows = tensor(Old.SelectMany((row, i) => row.Select(_ => (long)i)).ToArray()),
        };
        return PolicyLoss
            .Sum(tensor(New.SelectMany(row => row).ToArray()), tokens, PolicyObjective.Ppo(clip) with { Loss = loss })
            .Clipped.item<long>();
    }
}
