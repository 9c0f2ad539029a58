using Empo.Experiments.Catalog;

namespace Empo.Tasks;

/// <summary>Pre-trains the small base that an experiment without a model begins with.</summary>
public sealed class PretrainBase() : RunStage(StageTable.Pretrain);

/// <summary>Turns the dataset into questions with prompts, and keeps the answers apart.</summary>
public sealed class PrepareQuestions() : RunStage(StageTable.Prepare);

/// <summary>Trains the policy on labelled examples before the first round.</summary>
public sealed class FinetunePolicy() : RunStage(StageTable.Finetune);

/// <summary>Samples G responses to each question of a round.</summary>
public sealed class SampleRollouts() : RunStage(StageTable.Rollout);

/// <summary>Computes the reference policy's log-probabilities of a round's responses.</summary>
public sealed class CompareWithReference() : RunStage(StageTable.Reference);

/// <summary>Extracts and clusters answers, measures semantic entropy, assigns rewards.</summary>
public sealed class ScoreSemanticEntropy() : RunStage(StageTable.Score);

/// <summary>Drops the questions from which nothing is learned or that invite reward hacking.</summary>
public sealed class FilterQuestions() : RunStage(StageTable.Filter);

/// <summary>Updates the policy on the kept questions of a round.</summary>
public sealed class UpdatePolicy() : RunStage(StageTable.Update);

/// <summary>Asks a round's policy and the base the same questions.</summary>
public sealed class ProbePolicy() : RunStage(StageTable.Probe);

/// <summary>Measures the indicators of a round.</summary>
public sealed class GuardRound() : RunStage(StageTable.Guard);

/// <summary>Writes a round's scores and selection for the program that sampled it.</summary>
public sealed class ExportSelection() : RunStage(StageTable.Export);

/// <summary>Measures a policy on held-out questions.</summary>
public sealed class EvaluatePolicy() : RunStage(StageTable.Evaluate);

/// <summary>Tabulates recorded rollouts scored and filtered under other rules.</summary>
public sealed class TabulateRescore() : RunStage(StageTable.Rescore);

/// <summary>Writes the report of the whole run.</summary>
public sealed class WriteReport() : RunStage(StageTable.Report);
