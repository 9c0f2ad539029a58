using CsCheck;
using Empo.Stages.Datasets;

namespace Empo.UnitTests.Datasets;

public sealed class QuestionDrawTests
{
    [Theory]
    [InlineData(100, "3 1", "100 100", "75 25")]
    [InlineData(10, "1 1 1", "100 100 100", "4 3 3")] // remainders in the files' order
    [InlineData(100, "3 1", "30 100", "30 10")] // the first file has 30: the draw becomes 40
    [InlineData(100, "1 1", "0 100", "0 0")]
    public void Shares_are_those_of_the_weights(int most, string weights, string available, string sizes) =>
        Assert.Equal(
            sizes,
            string.Join(
                ' ',
                QuestionDraw.Sizes(most, [.. weights.Split(' ').Select(double.Parse)], [.. available.Split(' ').Select(int.Parse)])
            )
        );

    [Fact]
    public void No_file_is_asked_for_more_than_it_has_or_a_question_off_its_share() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Double[0.01, 10].Array[1, 4], Gen.Int[0, 300].Array[4]).Sample((most, weights, available) =>
        {
            var sizes = QuestionDraw.Sizes(most, weights, available[..weights.Length]);

                    var total = sizes.Sum();
                    Assert.InRange(total, 0, most);
                    Assert.All(sizes.Index(), size => Assert.InRange(size.Item, 0, available[size.Index]));
                    Assert.All(sizes.Index(), size =>
                        Assert.InRange(size.Item - (total * weights[size.Index] / weights.Sum()), -1.000001, 1.000001)
                    );
                }
            );
}
