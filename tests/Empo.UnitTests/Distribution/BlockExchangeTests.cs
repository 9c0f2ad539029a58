namespace Empo.UnitTests.Distribution;

[Collection("torch")]
public sealed class BlockExchangeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Sections_are_summed_in_any_number_of_ranks(int size) =>
        ThreadRanks.Run(size, group => ExchangeChecks.Run(new InProcessTransport(group), group.Rank, group.Size));
}
