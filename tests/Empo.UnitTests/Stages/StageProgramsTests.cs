using Empo.Experiments.Catalog;
using Empo.Stages.Imports;
using Empo.Stages.Programs;
using Empo.Stages.Sampling;
using TorchSharp;

namespace Empo.UnitTests.Stages;

[Collection("torch")]
public sealed class StageProgramsTests
{
    private static readonly string[] OnDevice =
    [
        .. StageTable.All.Where(stage => stage.Work != StageWork.Neither || stage == StageTable.Reference).Select(stage => stage.Name),
    ];

    public static TheoryData<string> Stages => [.. StageTable.All.Select(stage => stage.Name)];

    /// <summary>
    /// A stage that computes with a model asks before anything else, so what then is missing (here all inputs) does not matter.
    /// </summary>
    [Theory]
    [MemberData(nameof(Stages))]
    public void Only_stages_that_compute_with_a_model_ask_for_a_device(string stage)
    {
        var asked = 0;
        using var bench = new StageBench();
        bench.Input("policy", bench.File("nowhere"));

        Record.Exception(() => bench.Run(stage, 1, StagePrograms.Find(
            stage,
            () =>
            {
                asked++;
                return new PolicyMemory(torch.CPU);
            },
            new RecordingMemory())));

        Assert.Equal(OnDevice.Contains(stage) ? 1 : 0, asked);
    }

    [Fact]
    public void A_stage_whose_answers_a_model_judges_asks_too()
    {
        var asked = 0;
        using var bench = new StageBench();
        bench.Input("judge", bench.File("nowhere"));

        Record.Exception(() => bench.Run(StageTable.Score.Name, 1, StagePrograms.Find(
            StageTable.Score.Name,
            () =>
            {
                asked++;
                return new PolicyMemory(torch.CPU);
            },
            new RecordingMemory())));

        Assert.Equal(1, asked);
    }
}
