using CsCheck;
using Empo.Stages.Training;

namespace Empo.UnitTests.Training;

public sealed class MicroBatchPlanTests
{
    [Fact]
    public void Each_sequence_is_in_exactly_one_micro_batch() =>
        Gen.Select(Gen.Int[1, 90].Array[0, 60], Gen.Int[1, 5000]).Sample((lengths, budget) =>
            MicroBatchPlan.Split(lengths, budget).SelectMany(rows => rows).Order().SequenceEqual(Enumerable.Range(0, lengths.Length)));

    [Fact]
    public void No_micro_batch_exceeds_the_budget_unless_it_is_one_sequence() =>
        Gen.Select(Gen.Int[1, 90].Array[0, 60], Gen.Int[1, 5000]).Sample((lengths, budget) =>
            MicroBatchPlan.Split(lengths, budget).All(rows => rows.Count == 1 || rows.Count * rows.Max(row => lengths[row]) <= budget));

    [Fact]
    public void The_longest_come_first_and_equal_lengths_keep_their_order()
    {
        var plan = MicroBatchPlan.Split([3, 9, 3, 9, 3], 20);

        Assert.Equal([[1, 3], [0, 2, 4]], plan);
    }

    [Fact]
    public void Short_rows_are_not_padded_to_the_length_of_long_ones()
    {
        int[] lengths = [.. Enumerable.Repeat(50, 40), .. Enumerable.Repeat(20, 60)];

        var plan = MicroBatchPlan.Split(lengths, 16384);

        Assert.Equal([40, 60], plan.Select(rows => rows.Count));
    }
}
