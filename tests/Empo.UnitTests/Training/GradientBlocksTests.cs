using Empo.Stages.Distribution;
using Empo.Stages.Training;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

/// <summary>How the elements of a gradient are shared between ranks, and its norm by blocks.</summary>
[Collection("torch")]
public sealed class GradientBlocksTests
{
    [Fact]
    public void Norms_by_blocks_and_by_one_reduction_agree()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var gradient = empty([(3 * Section.Block) + 17], ScalarType.Float32).normal_(0, 1, generator);

        Assert.Equal(gradient.norm().item<float>(), Math.Sqrt(GradientNorm.Squares(gradient).Sum()), 1e-3);
    }

    [Fact]
    public void Shards_are_a_partition_of_whole_blocks() => CsCheck.Check.Sample(
        CsCheck.Gen.Select(CsCheck.Gen.Long[0, 1L << 40], CsCheck.Gen.Int[1, 600]),
        (elements, ranks) =>
        {
            var (section, next) = (new Section(0, elements, ranks), 0L);
            for (var rank = 0; rank < ranks; rank++)
            {
                var (start, count) = section.Of(rank);
                Assert.Equal(next, start);
                Assert.True(count >= 0 && count <= section.Longest && (start % Section.Block == 0 || count == 0));
                next = start + count;
            }

            Assert.Equal(elements, next);
        },
        iter: 200
    );
}
