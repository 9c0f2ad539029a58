using Empo.Stages.Training;

namespace Empo.UnitTests.Training;

public sealed class CosineScheduleTests
{
    [Fact]
    public void It_warms_up_linearly_and_falls_to_five_percent()
    {
        var schedule = new CosineSchedule(Peak: 1, Warmup: 2, Steps: 6);

        var rates = Enumerable.Range(1, 6).Select(schedule.LearningRate);

        Assert.All(rates.Zip([0.5, 1, 0.860876, 0.525, 0.189124, 0.05]), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    [Fact]
    public void Without_warm_up_the_first_step_is_already_on_the_cosine()
    {
        var schedule = new CosineSchedule(Peak: 1, Warmup: 0, Steps: 1);

        Assert.Equal(0.05, schedule.LearningRate(1), 1e-12);
    }
}
