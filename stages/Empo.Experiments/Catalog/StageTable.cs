
namespace Empo.Experiments.Catalog;

/// <summary>
/// The stages in data-flow order, with their outputs. Graph, status, cost, lock, console and MSBuild targets are derived from these rows.
/// The code of each stage is in Empo.Stages.
/// </summary>
public static class StageTable
{
    /// <summary>
    /// Version of the requests to an inference server. It is part of the key of every stage that a server samples for, and of the keys of
    /// its chunks. Version 2 sends every sampling parameter. Before, servers filled in neutral parameters from the model's
    /// generation_config.json or from their own defaults, and no artifact records those values.
    /// </summary>
    public const int ServerRequestsVersion = 2;

    /// <summary>
    /// Version of the code that reads recordings of other programs. It is part of the key of every stage that reads one. Raise it whenever
    /// a question gets another name.
    /// </summary>
    public const int RecordingVersion = 2;

    /// <summary>A model folder: the pre-trained base, or the policy after a round.</summary>
    public static Artifact Policy { get; } = new("policy");

    public static Artifact PretrainSteps { get; } = new("pretrain.parquet");

    public static Artifact FinetuneSteps { get; } = new("finetune.parquet");

    public static Artifact TrainingQuestions { get; } = new("training-questions.parquet");

    public static Artifact TrainingAnswers { get; } = new("training-answers.parquet");

    public static Artifact DevelopmentQuestions { get; } = new("development-questions.parquet");

    public static Artifact EvaluationQuestions { get; } = new("evaluation-questions.parquet");

    public static Artifact QuestionOrigins { get; } = new("question-origins.parquet");

    public static Artifact Rollouts { get; } = new("rollouts.parquet");

    public static Artifact Decoding { get; } = new("decoding.json");

    public static Artifact ReferenceLogProbs { get; } = new("reference.parquet");

    public static Artifact Scores { get; } = new("scores.parquet");

    public static Artifact Groups { get; } = new("groups.parquet");

    public static Artifact Selection { get; } = new("selection.parquet");

    /// <summary>The selection again, one JSON object per line.</summary>
    public static Artifact SelectionLines { get; } = new("selection.jsonl");

    public static Artifact OptimizerState { get; } = new("optimizer.safetensors");

    public static Artifact UpdateSteps { get; } = new("update.parquet");

    public static Artifact ProbedQuestions { get; } = new("probe.parquet");

    public static Artifact Indicators { get; } = new("indicators.parquet");

    public static Artifact Evaluation { get; } = new("evaluation.parquet");

    public static Artifact EvaluationMetrics { get; } = new("metrics.json");

    public static Artifact RescoreTable { get; } = new("rescore.json");

    public static Artifact RescorePage { get; } = new("rescore.md");

    public static Artifact ReportPage { get; } = new("report.html");

    public static Artifact ReportSummary { get; } = new("summary.md");

    public static StageDefinition Pretrain { get; } = new("pretrain", 1)
    {
        Task = "PretrainBase",
        Inputs = [InputRole.Dataset],
        Outputs = [Policy, PretrainSteps],
        Reported = PretrainSteps,
        Work = StageWork.Trains,
        InTrainingOnly = true,
        WhenMissing = ": its base is the folder that 'model' names. Omit 'model' to pre-train a small one.",
    };

    public static StageDefinition Prepare { get; } = new("prepare", 3)
    {
        Task = "PrepareQuestions",
        Inputs = [InputRole.Dataset, InputRole.Data, InputRole.Tokenizer, InputRole.Recording],
        Outputs = [TrainingQuestions, TrainingAnswers, DevelopmentQuestions, EvaluationQuestions, QuestionOrigins],
        Reported = TrainingQuestions,
        LockedAs = LockedAs.Everywhere,
    };

    /// <summary>Only where an experiment names labelled examples (finetune.dataset). The rounds begin with its policy.</summary>
    public static StageDefinition Finetune { get; } = new("finetune", 1)
    {
        Task = "FinetunePolicy",
        Inputs = [InputRole.Policy, InputRole.Adapter, InputRole.Dataset, InputRole.Data, InputRole.HeldOut],
        Outputs = [Policy, FinetuneSteps],
        Reported = FinetuneSteps,
        Work = StageWork.Trains,
        InTrainingOnly = true,
        WhenMissing = ": no labelled examples are named. Set finetune.dataset, or call another target.",
    };

    public static StageDefinition Rollout { get; } = new("rollout", 1)
    {
        Task = "SampleRollouts",
        Inputs =
        [
            InputRole.Policy, InputRole.Adapter, InputRole.Questions, InputRole.Recording, InputRole.RecordedRound, InputRole.Tokenizer,
        ],
        Outputs = [Rollouts, Decoding],
        Reported = Rollouts,
        InRounds = true,
        KeyHasRound = true,
        Work = StageWork.Samples,
    };

    /// <summary>Only where a divergence from the reference policy is part of the loss or of the reward.</summary>
    public static StageDefinition Reference { get; } = new("reference", 1)
    {
        Task = "CompareWithReference",
        Inputs = [InputRole.Rollouts, InputRole.Decoding, InputRole.Policy],
        Outputs = [ReferenceLogProbs],
        Reported = ReferenceLogProbs,
        InRounds = true,
        InTrainingOnly = true,
        WhenMissing = ": no divergence is part of its reward or loss. Set score.kl.beta or update.kl.beta, or call another target.",
    };

    public static StageDefinition Score { get; } = new("score", 1)
    {
        Task = "ScoreSemanticEntropy",
        Inputs =
        [
            InputRole.Rollouts, InputRole.Answers, InputRole.Questions, InputRole.Reference, InputRole.Judge, InputRole.RewardProgram,
            InputRole.RewardModel,
        ],
        Outputs = [Scores, Groups],
        Reported = Scores,
        InRounds = true,
        KeyHasRound = true,
        JudgesAnswers = true,
        LockedAs = LockedAs.Everywhere,
    };

    public static StageDefinition Filter { get; } = new("filter", 1)
    {
        Task = "FilterQuestions",
        Inputs = [InputRole.Scores, InputRole.Groups, InputRole.Decisions],
        Outputs = [Selection],
        Reported = Selection,
        InRounds = true,
        JudgesAnswers = true,
        LockedAs = LockedAs.Everywhere,
    };

    public static StageDefinition Update { get; } = new("update", 1)
    {
        Task = "UpdatePolicy",
        Inputs =
        [
            InputRole.Rollouts, InputRole.Decoding, InputRole.Selection, InputRole.Policy, InputRole.Adapter, InputRole.Optimizer,
            InputRole.Reference,
        ],
        Outputs = [Policy, OptimizerState, UpdateSteps],
        Reported = UpdateSteps,
        InRounds = true,
        KeyHasRound = true,
        Work = StageWork.Trains,
        InTrainingOnly = true,
    };

    /// <summary>
    /// Compares a round's policy with the base, only where <c>guard.probes</c> asks for it. No stage reads its output; the build compares
    /// it with limits.
    /// </summary>
    public static StageDefinition Probe { get; } = new("probe", 1)
    {
        Task = "ProbePolicy",
        Inputs = [InputRole.Policy, InputRole.Adapter, InputRole.BasePolicy, InputRole.BaseAdapter, InputRole.Questions],
        Outputs = [ProbedQuestions],
        Reported = ProbedQuestions,
        InRounds = true,
        JudgesAnswers = true,
        Work = StageWork.Samples,
        InTrainingOnly = true,
        WhenMissing = ": set guard.probes above 0, or call another target.",
    };

    /// <summary>No stage reads its output; the build compares it with the limits of <c>guard:</c>.</summary>
    public static StageDefinition Guard { get; } = new("guard", 1)
    {
        Task = "GuardRound",
        Inputs = [InputRole.Rollouts, InputRole.Scores, InputRole.Groups, InputRole.Questions, InputRole.Earlier],
        Outputs = [Indicators],
        Reported = Indicators,
        InRounds = true,
        KeyHasRound = true,
        JudgesAnswers = true,
        LockedAs = LockedAs.Everywhere,
    };

    /// <summary>Scores and selection in the order of the recording, for the program that made it.</summary>
    public static StageDefinition Export { get; } = new("export", 1)
    {
        Task = "ExportSelection",
        Inputs = [InputRole.Recording, InputRole.RecordedRound, InputRole.Tokenizer, InputRole.Scores, InputRole.Selection],
        Outputs = [Selection, SelectionLines],
        Reported = SelectionLines,
        InRounds = true,
        KeyHasRound = true,
        WhenMissing = ": only rollouts of another program are exported (rollout.engine: imported).",
    };

    /// <summary>In round 0 it measures the policy that the rounds begin with: the base, fine-tuned where <c>finetune</c> does.</summary>
    public static StageDefinition Evaluate { get; } = new("evaluate", 1)
    {
        Task = "EvaluatePolicy",
        Inputs = [InputRole.Policy, InputRole.Adapter, InputRole.Questions, InputRole.Judge],
        Outputs = [Evaluation, EvaluationMetrics],
        Reported = EvaluationMetrics,
        InRounds = true,
        JudgesAnswers = true,
        Work = StageWork.Samples,
        InTrainingOnly = true,
        WhenMissing = ": its dataset has no questions to ask, or evaluate.split is none. Give the dataset a file with 'split: evaluation'.",
    };

    public static StageDefinition Report { get; } = new("report", 6)
    {
        Task = "WriteReport",
        Inputs = [InputRole.Metrics, InputRole.Evaluation],
        Outputs = [ReportPage, ReportSummary],
        Reported = ReportSummary,
        LockedAs = LockedAs.Nothing,
    };

    /// <summary>
    /// Tabulates recorded rollouts under the current rules (-t:Rescore, and every build on a recording). No training build runs it.
    /// </summary>
    public static StageDefinition Rescore { get; } = new("rescore", 1)
    {
        Task = "TabulateRescore",
        Inputs =
        [
            InputRole.Scores, InputRole.Groups, InputRole.Selection, InputRole.Answers, InputRole.Judge, InputRole.Questions,
        ],
        Outputs = [RescoreTable, RescorePage],
        Reported = RescorePage,
        JudgesAnswers = true,
    };

    public static IReadOnlyList<StageDefinition> All { get; } =
        [Pretrain, Prepare, Finetune, Rollout, Reference, Score, Filter, Update, Probe, Guard, Export, Evaluate, Report, Rescore];

    /// <summary>The row of a name, or null.</summary>
    public static StageDefinition? Find(string name) => All.FirstOrDefault(stage => stage.Name == name);
}
