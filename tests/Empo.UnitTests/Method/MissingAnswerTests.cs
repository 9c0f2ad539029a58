using CsCheck;
using Empo.Method;
using Empo.Method.Rewards;

namespace Empo.UnitTests.Method;

public sealed class MissingAnswerTests
{
    [Theory]
    [InlineData(-0.5, 0.0, -0.5)]
    [InlineData(0.5, 0.0, 0)]
    [InlineData(-0.5, -1.0, -1)]
    [InlineData(-0.5, null, -0.5)]
    public void No_answer_earns_at_most_what_the_response_earns_by_itself(double reward, double? noAnswer, double expected) =>
        Assert.Equal(expected, MissingAnswer.Bounded(reward, noAnswer));

    [Fact]
    public void No_answer_earns_at_most_what_the_least_answer_earns()
    {
        Assert.Equal([-0.5, -0.2, -0.5], MissingAnswer.BelowAnswers([-0.5, -0.2, 0.125], [true, true, false], 0));
        Assert.Equal([0.5, 0.2, 0], MissingAnswer.BelowAnswers([0.5, 0.2, 0.125], [true, true, false], 0));
        Assert.Equal([-0.5, -0.2, 0.125], MissingAnswer.BelowAnswers([-0.5, -0.2, 0.125], [true, true, false], null));
    }

    [Fact]
    public void A_group_without_any_answer_keeps_the_value_of_none() =>
        Assert.Equal([-0.5, -0.5], MissingAnswer.BelowAnswers([0.5, 0.5], [false, false], -0.5));

    [Fact]
    public void Not_answering_never_has_the_best_advantage_of_an_answered_group() =>
        Gen.Select(Gen.Double[-1, 1].Array[3], Gen.Double[-1, 1]).Sample((answers, silent) =>
        {
            double[] rewards = MissingAnswer.BelowAnswers([.. answers, silent], [true, true, true, false], 0);

            double[] advantages = Advantages.GroupNormalized(rewards, 1e-4);
            Assert.True(advantages[3] <= advantages[..3].Min() + 1e-12);
        });
}
