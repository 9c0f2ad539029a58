using Empo.UnitTests.Oracles;

namespace Empo.UnitTests.Method;

public sealed class LossAggregationTests
{
    private static readonly double[][] Losses = [[1, 2, 0, 0], [3, 4, 5, 6], [-2, 0, 0, 0]];
    private static readonly bool[][] Mask = [[true, true, false, false], [true, true, true, true], [true, false, false, false]];
    private static readonly bool[][] ThirdRowMasked = [[true, true, false, false], [true, true, true, true], [false, false, false, false]];

    [Fact]
    public void Five_aggregations_of_one_minibatch()
    {
        Assert.Equal(2.714286, LossAggregation.TokenMean(Losses, Mask), 1e-6);
        Assert.Equal(6.333333, LossAggregation.SequenceSum(Losses, Mask), 1e-6);
        Assert.Equal(1.333333, LossAggregation.SequenceMean(Losses, Mask), 1e-6);
        Assert.Equal(4.75, LossAggregation.ConstantDivisor(Losses, Mask, 4), 1e-6);
        Assert.Equal(0.791667, LossAggregation.ConstantDivisor(Losses, Mask, 3 * 8), 1e-6);
    }

    [Fact]
    public void A_fully_masked_sequence_counts_nowhere()
    {
        Assert.Equal(3, LossAggregation.SequenceMean(Losses, ThirdRowMasked), 1e-12);
        Assert.Equal(3.5, LossAggregation.TokenMean(Losses, ThirdRowMasked), 1e-12);
        Assert.Equal(2, LossAggregation.SequenceMean([[1, 3], [5, 7]], [[true, true], [false, false]]), 1e-12);
    }

    [Fact]
    public void Means_of_micro_batches_are_not_the_mean_of_the_minibatch()
    {
        double first = LossAggregation.TokenMean([Losses[0], Losses[2]], [Mask[0], Mask[2]]);
        double second = LossAggregation.TokenMean([Losses[1]], [Mask[1]]);

        Assert.Equal(2.416667, (first + second) / 2, 1e-6);
    }

    [Fact]
    public void A_fully_masked_minibatch_has_loss_zero()
    {
        bool[][] nothing = [[false, false, false, false], [false, false, false, false], [false, false, false, false]];

        Assert.Equal(0, LossAggregation.TokenMean(Losses, nothing));
        Assert.Equal(0, LossAggregation.SequenceMean(Losses, nothing));
        Assert.Equal(0, LossAggregation.SequenceSum(Losses, nothing));
    }

    [Fact]
    public void Ragged_rows_of_the_public_suites()
    {
        Assert.Equal(
            3.666667,
            LossAggregation.TokenMean(
                [
                    [1, 2, 0],
                    [3, 4, 5],
                    [7, 0, 0],
                ],
                [
                    [true, true, false],
                    [true, true, true],
                    [true, false, false],
                ]
            ),
            1e-6
        );
        Assert.Equal(
            4.333333,
            LossAggregation.SequenceMean(
                [
                    [1, 3, 9],
                    [2, 4, 0],
                    [8, 0, 0],
                ],
                [
                    [true, true, false],
                    [true, true, false],
                    [true, false, false],
                ]
            ),
            1e-6
        );
    }
}
