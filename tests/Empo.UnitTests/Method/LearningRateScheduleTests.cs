using Empo.Method;

namespace Empo.UnitTests.Method;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(ScheduleShape.Constant, 0, new[] { 1.0, 1, 1, 1 })]
    [InlineData(ScheduleShape.Constant, 2, new[] { 1 / 3.0, 2 / 3.0, 1, 1 })]
    [InlineData(ScheduleShape.Linear, 0, new[] { 1, 0.75, 0.5, 0.25 })]
    [InlineData(ScheduleShape.Linear, 1, new[] { 0.5, 1, 0.666667, 0.333333 })]
    [InlineData(ScheduleShape.Cosine, 0, new[] { 1, 0.853553, 0.5, 0.146447 })]
    [InlineData(ScheduleShape.Cosine, 2, new[] { 1 / 3.0, 2 / 3.0, 1, 0.5 })]
    public void Four_rounds_of_each_shape(ScheduleShape shape, int warmup, double[] expected) =>
        NumberAssert.Near(expected, [.. Enumerable.Range(1, 4).Select(round => LearningRateSchedule.Factor(shape, round, 4, warmup))]);

    [Fact]
    public void A_round_outside_of_the_schedule_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Factor(ScheduleShape.Cosine, 5, 4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Factor(ScheduleShape.Constant, 0, 4, 0));
        Assert.Equal(1, LearningRateSchedule.Factor(ScheduleShape.Constant, 5, 0, 0));
    }
}
