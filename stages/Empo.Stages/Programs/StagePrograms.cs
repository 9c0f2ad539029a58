using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Stages.DeviceMemory;
using Empo.Stages.Imports;
using Empo.Stages.Judging;
using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;
using Empo.Stages.Scoring;

namespace Empo.Stages.Programs;

/// <summary>Maps a stage's name to its code: the one place that lists all stages.</summary>
internal static class StagePrograms
{
    /// <summary>
    /// Whether a stage computes with a model of its own process; the others read and write rows, or ask servers.
    /// </summary>
    public static bool NeedsModel(StageContext context)
    {
        var stage = StageTable.Find(context.Request.Stage);
        StageDefinition[] always = [StageTable.Pretrain, StageTable.Finetune, StageTable.Reference, StageTable.Update, StageTable.Probe];
        StageDefinition[] sampling = [StageTable.Rollout, StageTable.Evaluate];
        return always.Contains(stage)
            || ReadsModel(context)
            || (sampling.Contains(stage) && context.FindInput(InputRole.Policy) is not null && SamplingEngine.IsLocal(context));
    }

    /// <summary>The code of a stage. Running out of memory is reported as a user error.</summary>
    /// <param name="stage">Its name.</param>
    /// <param name="policies">Called only by the stages that compute with a model: it chooses the device and loads libtorch.</param>
    /// <param name="recordings">Recordings that were already read.</param>
    public static Action<StageContext> Find(string stage, Func<PolicyMemory> policies, RecordingMemory recordings)
    {
        var programs = new Dictionary<StageDefinition, Action<StageContext>>
        {
            [StageTable.Pretrain] = Led(context => PretrainStage.Run(context, policies())),
            [StageTable.Prepare] = context => Prepare(context, recordings),
            [StageTable.Finetune] = context => FinetuneStage.Run(context, policies()),
            [StageTable.Rollout] = context => Rollout(context, policies, recordings),
            [StageTable.Reference] = context => ReferenceStage.Run(context, policies()),
            [StageTable.Score] = context => Score(context, policies),
            [StageTable.Filter] = FilterStage.Run,
            [StageTable.Export] = context => ExportStage.Run(context, recordings),
            [StageTable.Rescore] = RescoreStage.Run,
            [StageTable.Update] = context => UpdateStage.Run(context, policies()),
            [StageTable.Probe] = context => ProbeStage.Run(context, policies()),
            [StageTable.Guard] = GuardStage.Run,
            [StageTable.Evaluate] = context => EvaluateStage.Run(context, policies()),
            [StageTable.Report] = ReportStage.Run,
        };
        var program = programs[StageTable.Find(stage) ?? throw new InvalidOperationException($"There is no stage '{stage}'.")];
        return context =>
        {
            if (ReadsModel(context))
            {
                policies(); // a judge and a reward model are models on the device too
            }

            Run(program, context);
            if (context.Leads)
            {
                JudgedAnswers.End(context);
            }
        };
    }

    /// <summary>A stage that the leader runs alone; the other ranks wait at its end.</summary>
    private static Action<StageContext> Led(Action<StageContext> program) =>
        context =>
        {
            if (context.Leads)
            {
                program(context);
            }
        };

    /// <summary>Whether a model besides the policy is among a stage's inputs.</summary>
    private static bool ReadsModel(StageContext context) =>
        context.FindInput(InputRole.Judge) is not null || context.FindInput(InputRole.RewardModel) is not null;

    private static void Score(StageContext context, Func<PolicyMemory> policies)
    {
        if (context.Leads)
        {
            ScoreStage.Run(context, context.FindInput(InputRole.RewardModel) is null ? null : policies());
            return;
        }

        ModelRewards.Follow(context);
        JudgedAnswers.Follow(context);
    }

    private static void Prepare(StageContext context, RecordingMemory recordings)
    {
        if (context.FindInput(InputRole.Dataset) is null)
        {
            ImportedQuestionsStage.Run(context, recordings);
            return;
        }

        PrepareStage.Run(context);
    }

    private static void Rollout(StageContext context, Func<PolicyMemory> policies, RecordingMemory recordings)
    {
        if (context.FindInput(InputRole.Policy) is null)
        {
            ImportedRolloutStage.Run(context, recordings);
            return;
        }

        RolloutStage.Run(context, policies());
    }

    private static void Run(Action<StageContext> program, StageContext context)
    {
        try
        {
            program(context);
        }
        catch (Exception exception) when (OutOfMemory.Is(exception))
        {
            throw OutOfMemory.Failure(context.Request.Stage, exception);
        }
    }
}
