using Empo.Method;

namespace Empo.UnitTests.Method;

public sealed class CounterRandomTests
{
    // Computed with Python integers from the formula in the comment of CounterRandom.
    [Theory]
    [InlineData(1UL, 2UL, 3UL, 4UL, 0xd55ccd4aeb3ccafbUL, 0.8334472949893438)]
    [InlineData(0UL, 0UL, 0UL, 0UL, 0x2130748aaac80268UL, 0.1296456182997474)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x9c666618c8f279d7UL, 0.6109374819288379)]
    public void Golden_values(ulong seed, ulong question, ulong sample, ulong position, ulong bits, double uniform)
    {
        Assert.Equal(bits, CounterRandom.Bits(seed, question, sample, position));
        Assert.Equal(uniform, CounterRandom.Uniform(seed, question, sample, position));
    }

    [Theory]
    [InlineData("", 0xf52a15e9a9b5e89bUL)]
    [InlineData("question", 0x507b44e882becb00UL)]
    [InlineData("é", 0x233403617480019eUL)]
    public void Golden_hashes(string text, ulong expected) => Assert.Equal(expected, CounterRandom.Hash(text));

    [Fact]
    public void Numbers_below_a_bound()
    {
        Assert.Equal(8, CounterRandom.Below(10, 1, 2, 3, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.Below(0, 1, 2, 3, 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Uniform_along_every_counter(int counter)
    {
        int[] bins = new int[64];
        const int Draws = 64_000;
        for (ulong i = 0; i < Draws; i++)
        {
            ulong[] counters = [9, 9, 9, 9];
            counters[counter] = i;
            bins[(int)(64 * CounterRandom.Uniform(counters[0], counters[1], counters[2], counters[3]))]++;
        }

        double chiSquared = bins.Sum(count => Math.Pow(count - 1000, 2) / 1000);

        // 63 degrees of freedom: 0.001 of the distribution lies above 103.4, 0.001 below 32.6.
        Assert.InRange(chiSquared, 32.6, 103.4);
    }
}
