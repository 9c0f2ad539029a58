using Empo.Experiments.Execution;
using Empo.Stages.Checkpoints;
using Empo.Stages.Sampling;

namespace Empo.Stages.Stages;

/// <summary>Stage name to its code: the one place where the stages stand side by side.</summary>
internal static class StagePrograms
{
    /// <summary>The code of a stage; what it finds wrong with a model comes out as the user's error.</summary>
    public static Action<StageContext> Find(string stage, PolicyMemory policies)
    {
        Action<StageContext> program = stage switch
        {
            "pretrain" => context => PretrainStage.Run(context, policies),
            "prepare" => PrepareStage.Run,
            "rollout" => context => RolloutStage.Run(context, policies),
            "reference" => context => ReferenceStage.Run(context, policies),
            "score" => ScoreStage.Run,
            "filter" => FilterStage.Run,
            "rescore" => RescoreStage.Run,
            "update" => context => UpdateStage.Run(context, policies),
            "guard" => GuardStage.Run,
            "evaluate" => context => EvaluateStage.Run(context, policies),
            "report" => ReportStage.Run,
            _ => throw new InvalidOperationException($"There is no stage '{stage}'."),
        };
        return context => Run(program, context);
    }

    private static void Run(Action<StageContext> program, StageContext context)
    {
        try
        {
            program(context);
        }
        catch (CheckpointException exception)
        {
            throw new StageFailure(exception.Code, exception.Message, exception.File, cause: exception);
        }
    }
}
