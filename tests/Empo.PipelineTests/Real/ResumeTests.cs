using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>A run that stops and goes on later is the run that never stopped.</summary>
public sealed class ResumeTests
{
    private const string Schedule = "update.schedule.shape=cosine update.schedule.rounds=10 update.schedule.warmup=1 update.kl.beta=0.02";

    [Fact]
    public void Five_rounds_and_then_ten_are_byte_for_byte_ten_rounds()
    {
        var (stopped, throughout) = (PipelineFolder.WithTinyExperiment(), PipelineFolder.WithTinyExperiment());

        stopped.BuildWith($"rounds=5 {Schedule}").Succeeded();
        var resumed = stopped.BuildWith($"rounds=10 {Schedule}").Succeeded();
        throughout.BuildWith($"rounds=10 {Schedule}").Succeeded();

        Assert.DoesNotContain("update 5", resumed.Ran);
        Assert.Contains("update 6", resumed.Ran);
        Assert.Equal(throughout.Outputs(), stopped.Outputs());
        Assert.Contains(stopped.Outputs(), output => output.Key == "update 10 optimizer.safetensors");
    }
}
