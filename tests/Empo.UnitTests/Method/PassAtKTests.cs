using CsCheck;
using Empo.Method;

namespace Empo.UnitTests.Method;

public sealed class PassAtKTests
{
    [Theory]
    [InlineData(16, 4, 1, 0.250000)]
    [InlineData(16, 5, 1, 0.312500)] // avg@16
    [InlineData(16, 4, 4, 0.728022)]
    [InlineData(16, 4, 8, 0.961538)]
    [InlineData(16, 1, 8, 0.500000)]
    [InlineData(10, 3, 5, 0.916667)]
    [InlineData(5, 5, 2, 1.000000)]
    [InlineData(8, 0, 4, 0.000000)]
    [InlineData(64, 8, 16, 0.914746)]
    [InlineData(4, 2, 3, 1.000000)]
    [InlineData(200, 10, 100, 0.999229)]
    public void Reference_values(int samples, int correct, int k, double expected) =>
        Assert.Equal(expected, PassAtK.Unbiased(samples, correct, k), 1e-6);

    [Fact]
    public void Drawing_with_replacement_as_verl_does_finds_a_correct_sample_less_often()
    {
        double withReplacement = 1 - Math.Pow(1 - (4 / 16.0), 8);

        Assert.Equal(0.899887, withReplacement, 1e-6);
        Assert.True(withReplacement < PassAtK.Unbiased(16, 4, 8));
    }

    [Fact]
    public void Rises_with_k_and_starts_at_the_share_of_correct_samples() =>
        Gen.Int[1, 200].SelectMany(samples => Gen.Int[0, samples].Select(correct => (samples, correct))).Sample(pair =>
        {
            double[] values = [.. Enumerable.Range(1, pair.samples).Select(k => PassAtK.Unbiased(pair.samples, pair.correct, k))];

            Assert.Equal((double)pair.correct / pair.samples, values[0], 1e-12);
            Assert.All(values.Zip(values.Skip(1)), step => Assert.True(step.Second >= step.First - 1e-12));
            Assert.All(values, value => Assert.InRange(value, 0, 1));
        });

    [Theory]
    [InlineData(4, 5, 1)]
    [InlineData(4, -1, 1)]
    [InlineData(4, 1, 0)]
    [InlineData(4, 1, 5)]
    public void Impossible_counts_are_refused(int samples, int correct, int k) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PassAtK.Unbiased(samples, correct, k));
}
