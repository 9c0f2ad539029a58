using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>What a build prints without a terminal: what a person reads in a log of CI.</summary>
public sealed class ConsoleTests
{
    /// <summary>
    /// Lines that the real stages and tools add in the default experiment: the first build of the tools, the sizes of model and dataset,
    /// the other rows of the result, and progress in an activity of two minutes.
    /// </summary>
    private const int OfRealStages = 8 + 2 + 6 + 7;

    [Fact]
    public void A_first_build_of_the_default_experiment_prints_fewer_than_120_lines()
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 12\nevaluate:\n  every: 4\n");

        var output = folder.Build().Succeeded().Output;

        Assert.Equal(67, folder.Ran().Count); // as many stages as the default experiment has
        Assert.InRange(output.TrimEnd().Split('\n').Length + OfRealStages, 67, 119);
    }
}
