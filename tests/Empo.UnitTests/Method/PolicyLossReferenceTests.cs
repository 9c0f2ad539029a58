using CsCheck;
using Empo.Method;
using Empo.UnitTests.Oracles;

namespace Empo.UnitTests.Method;

public sealed class PolicyLossReferenceTests
{
    private static readonly bool[][] Mask = [[true, true, true, false], [true, true, true, true]];

    private static readonly PolicyBatch Batch = new()
    {
        OldLogProbs = [[-1, -2, -.5, 0], [-.7, -.2, -1.5, -.9]],
        NewLogProbs = [[-.8, -2.3, -.5, 0], [-1, -.1, -1.2, -.4]],
        Advantages = [1.2, -.8],
        Mask = Mask,
    };

    [Theory]
    [InlineData(0.2, -1.440000, 0.285714, 0.056288, -0.097789)]
    [InlineData(0.28, -1.465683, 0.142857, 0.052619, -0.102069)]
    public void Clipping_gives_the_reference_values(double high, double first, double clipFraction, double tokenMean, double sequenceMean)
    {
        TokenLosses losses = PolicyLossReference.PpoClip(Batch, new ClipRange { Low = 0.2, High = high });

        NumberAssert.Near([first, -0.888982, -1.2, 0], losses.Values[0]);
        NumberAssert.Near([0.64, 0.884137, 1.079887, 1.318977], losses.Values[1]);
        Assert.Equal(clipFraction, losses.ClipFraction, 1e-6);
        Assert.Equal(tokenMean, LossAggregation.TokenMean(losses.Values, Mask), 1e-6);
        Assert.Equal(sequenceMean, LossAggregation.SequenceMean(losses.Values, Mask), 1e-6);
    }

    [Fact]
    public void One_ratio_per_sequence_gives_the_reference_values()
    {
        TokenLosses losses = PolicyLossReference.Gspo(Batch, new ClipRange { Low = 3e-4, High = 4e-4 });

        NumberAssert.Near([-1.160659, 0.929467], [losses.Values[0][0], losses.Values[1][0]]);
        Assert.Equal(-0.115596, LossAggregation.SequenceMean(losses.Values, Mask), 1e-6);
        Assert.Equal(0.033699, LossAggregation.TokenMean(losses.Values, Mask), 1e-6);
    }

    [Fact]
    public void The_ratio_of_a_sequence_is_the_exponential_of_its_mean_difference()
    {
        TokenLosses losses = PolicyLossReference.Gspo(Batch, new ClipRange { Low = 0.5, High = 0.5 });

        NumberAssert.Near([0.967216, 1.161834], [losses.Values[0][0] / -1.2, losses.Values[1][0] / 0.8]);
    }

    [Fact]
    public void Inside_the_band_the_sequence_ratio_is_not_clipped()
    {
        PolicyBatch batch = new()
        {
            OldLogProbs =
            [
                [-1, -1, -1],
            ],
            NewLogProbs =
            [
                [-.9999, -1.0002, -.9998],
            ],
            Advantages = [1],
            Mask =
            [
                [true, true, true],
            ],
        };

        TokenLosses losses = PolicyLossReference.Gspo(batch, new ClipRange { Low = 3e-4, High = 4e-4 });

        Assert.Equal(-1.00003333, losses.Values[0][0], 1e-8);
        Assert.Equal(0, losses.ClipFraction);
    }

    [Theory]
    [InlineData(3.0, 3.0, 1)]
    [InlineData(10.0, 10.0, 1)]
    [InlineData(13.0, 12.182494, 0)]
    [InlineData(null, 12.182494, 0)]
    public void Dual_clip_bounds_the_loss_of_a_negative_advantage(double? dual, double expected, double clipFraction)
    {
        PolicyBatch batch = new() { OldLogProbs = [[-3]], NewLogProbs = [[-.5]], Advantages = [-1], Mask = [[true]] };

        TokenLosses losses = PolicyLossReference.PpoClip(batch, new ClipRange { Low = 0.2, High = 0.2, Dual = dual });

        Assert.Equal(expected, losses.Values[0][0], 1e-6);
        Assert.Equal(clipFraction, losses.ClipFraction);
    }

    [Fact]
    public void On_the_policy_that_sampled_the_loss_is_minus_the_advantage()
    {
        double[] advantages = Advantages.GroupNormalized([1, 0, 0, 0], 1e-4);
        double[][] logProbs = [[-1], [-2], [-3], [-4]];
        bool[][] mask = [[true], [true], [true], [true]];
        PolicyBatch batch = new() { OldLogProbs = logProbs, NewLogProbs = logProbs, Advantages = advantages, Mask = mask };

        TokenLosses losses = PolicyLossReference.PpoClip(batch, new ClipRange { Low = 0.2, High = 0.2 });

        NumberAssert.Near([.. advantages.Select(advantage => -advantage)], [.. losses.Values.Select(row => row[0])]);
        Assert.Equal(0, LossAggregation.SequenceMean(losses.Values, mask), 1e-12);
        Assert.Equal(0, losses.ClipFraction);
    }

    [Fact]
    public void Padding_changes_nothing() =>
        Gen.Double[-2, 0]
            .Array[1, 8]
            .Select(Gen.Double[-1, 1])
            .Sample(
                (logProbs, advantage) =>
                {
                    double[] old = [.. logProbs.Select(logProb => logProb - 0.1)];
                    PolicyBatch plain = new()
                    {
                        NewLogProbs = [logProbs],
                        OldLogProbs = [old],
                        Advantages = [advantage],
                        Mask =
                        [
                            [.. logProbs.Select(_ => true)],
                        ],
                    };
                    PolicyBatch padded = new()
                    {
                        NewLogProbs =
                        [
                            [.. logProbs, -9],
                        ],
                        OldLogProbs =
                        [
                            [.. old, -1],
                        ],
                        Advantages = [advantage],
                        Mask =
                        [
                            [.. logProbs.Select(_ => true), false],
                        ],
                    };
                    ClipRange clip = new() { Low = 0.2, High = 0.2 };

                    Assert.Equal(
                        LossAggregation.TokenMean(PolicyLossReference.Gspo(plain, clip).Values, plain.Mask),
                        LossAggregation.TokenMean(PolicyLossReference.Gspo(padded, clip).Values, padded.Mask),
                        1e-12
                    );
                    Assert.Equal(
                        LossAggregation.SequenceMean(PolicyLossReference.PpoClip(plain, clip).Values, plain.Mask),
                        LossAggregation.SequenceMean(PolicyLossReference.PpoClip(padded, clip).Values, padded.Mask),
                        1e-12
                    );
                }
            );
}
