namespace Empo.Experiments.Graph;

/// <summary>The stages, in the order in which data flows.</summary>
public static class StageTable
{
    /// <summary>
    /// Version of the rules by which answers are found and compared, part of the key of every stage that judges answers. The rules
    /// themselves live in Empo.Method, which this project does not know; a test holds the two numbers and the rules' verdicts together.
    /// </summary>
    public const int AnswerRulesVersion = 5;

    /// <summary>
    /// Version of what an inference server is asked, part of the key of stages that a server samples for and of its chunks. 2: every
    /// sampling parameter is sent; before, servers filled in what was neutral from the model's generation_config.json or their own
    /// defaults, and no artifact says with what.
    /// </summary>
    public const int ServerRequestsVersion = 2;

    /// <summary>
    /// Version of how recordings of other programs are read, part of the key of every stage that reads one. Raise it whenever a question
    /// gets another name.
    /// </summary>
    public const int RecordingVersion = 2;

    public static StageDefinition Pretrain { get; } = new(StageName.Pretrain, 1, ["policy", "pretrain.parquet"], "pretrain.parquet");

    public static StageDefinition Prepare { get; } =
        new(
            StageName.Prepare,
            3,
            [
                "training-questions.parquet",
                "training-answers.parquet",
                "development-questions.parquet",
                "evaluation-questions.parquet",
                "question-origins.parquet",
            ],
            "training-questions.parquet"
        );

    public static StageDefinition Rollout { get; } =
        new(StageName.Rollout, 1, ["rollouts.parquet", "decoding.json"], "rollouts.parquet", KeyHasRound: true);

    /// <summary>Only where a divergence from the reference policy is part of the loss or of the reward.</summary>
    public static StageDefinition Reference { get; } = new(StageName.Reference, 1, ["reference.parquet"], "reference.parquet");

    public static StageDefinition Score { get; } =
        new(StageName.Score, 1, ["scores.parquet", "groups.parquet"], "scores.parquet", KeyHasRound: true) { JudgesAnswers = true };

    public static StageDefinition Filter { get; } =
        new(StageName.Filter, 1, ["selection.parquet"], "selection.parquet") { JudgesAnswers = true };

    public static StageDefinition Update { get; } =
        new(StageName.Update, 1, ["policy", "optimizer.safetensors", "update.parquet"], "update.parquet", KeyHasRound: true);

    /// <summary>
    /// Only where <c>guard.probes</c> asks for it: a round's policy against the base. No stage reads its output; the build compares it with
    /// limits.
    /// </summary>
    public static StageDefinition Probe { get; } = new(StageName.Probe, 1, ["probe.parquet"], "probe.parquet") { JudgesAnswers = true };

    /// <summary>No stage reads its output; the build compares it with the limits of <c>guard:</c>.</summary>
    public static StageDefinition Guard { get; } =
        new(StageName.Guard, 1, ["indicators.parquet"], "indicators.parquet", KeyHasRound: true) { JudgesAnswers = true };

    public static StageDefinition Evaluate { get; } =
        new(StageName.Evaluate, 1, ["evaluation.parquet", "metrics.json"], "metrics.json") { JudgesAnswers = true };

    public static StageDefinition Report { get; } = new(StageName.Report, 4, ["report.html", "summary.md"], "summary.md");

    /// <summary>Where rollouts are recorded: scores and selection in the order of the recording, for the program that made it.</summary>
    public static StageDefinition Export { get; } =
        new(StageName.Export, 1, ["selection.parquet", "selection.jsonl"], "selection.jsonl", KeyHasRound: true);

    /// <summary>
    /// Tabulates recorded rollouts under the rules of the moment (-t:Rescore, and every build on a recording); in no training build.
    /// </summary>
    public static StageDefinition Rescore { get; } =
        new(StageName.Rescore, 1, ["rescore.json", "rescore.md"], "rescore.md") { JudgesAnswers = true };

    public static IReadOnlyList<StageDefinition> All { get; } =
    [Pretrain, Prepare, Rollout, Reference, Score, Filter, Update, Probe, Guard, Export, Evaluate, Report, Rescore];

    /// <summary>Whether a name is a stage's.</summary>
    public static bool Has(string name) => All.Any(stage => stage.Name == name);
}
