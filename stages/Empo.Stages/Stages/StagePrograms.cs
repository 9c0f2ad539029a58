using Empo.Experiments.Execution;
using Empo.Stages.Sampling;

namespace Empo.Stages.Stages;

/// <summary>Stage name to its code: the one place where the stages stand side by side.</summary>
internal static class StagePrograms
{
    public static Action<StageContext> Find(string stage, PolicyMemory policies) => stage switch
    {
        "score" => ScoreStage.Run,
        "filter" => FilterStage.Run,
        "rescore" => RescoreStage.Run,
        _ => throw new InvalidOperationException($"There is no stage '{stage}' with {policies.Device}."),
    };
}
