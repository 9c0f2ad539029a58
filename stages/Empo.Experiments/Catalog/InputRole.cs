namespace Empo.Experiments.Catalog;

/// <summary>The role of an input: the name under which a stage reads it. Keys and manifests contain this name.</summary>
/// <param name="Name">Lower case, words joined by hyphens.</param>
public sealed record InputRole(string Name)
{
    public static InputRole Policy { get; } = new("policy");

    /// <summary>A low-rank adapter to <see cref="Policy"/>.</summary>
    public static InputRole Adapter { get; } = new("adapter");

    /// <summary>The policy that training began with, next to the policy of a round.</summary>
    public static InputRole BasePolicy { get; } = new("base-policy");

    public static InputRole BaseAdapter { get; } = new("base-adapter");

    /// <summary>A model that decides whether answers mean the same.</summary>
    public static InputRole Judge { get; } = new("judge");

    /// <summary>The files of a model folder that turn text into tokens.</summary>
    public static InputRole Tokenizer { get; } = new("tokenizer");

    /// <summary>The dataset's manifest.</summary>
    public static InputRole Dataset { get; } = new("dataset");

    /// <summary>A file that the dataset's manifest lists.</summary>
    public static InputRole Data { get; } = new("data");

    /// <summary>Rollouts of another program, all rounds in one file.</summary>
    public static InputRole Recording { get; } = new("recording");

    /// <summary>Rollouts of another program, one file per round.</summary>
    public static InputRole RecordedRound { get; } = new("recorded-round");

    public static InputRole Questions { get; } = new("questions");

    /// <summary>Questions of development and evaluation, which no training may see.</summary>
    public static InputRole HeldOut { get; } = new("held-out");

    public static InputRole Answers { get; } = new("answers");

    public static InputRole Rollouts { get; } = new("rollouts");

    /// <summary>How the rollouts were decoded.</summary>
    public static InputRole Decoding { get; } = new("decoding");

    /// <summary>Log-probabilities of the reference policy.</summary>
    public static InputRole Reference { get; } = new("reference");

    public static InputRole Scores { get; } = new("scores");

    public static InputRole Groups { get; } = new("groups");

    public static InputRole Selection { get; } = new("selection");

    /// <summary>People's decisions about questions.</summary>
    public static InputRole Decisions { get; } = new("decisions");

    /// <summary>A program of the user's that computes rewards.</summary>
    public static InputRole RewardProgram { get; } = new("reward-program");

    /// <summary>A model that scores responses.</summary>
    public static InputRole RewardModel { get; } = new("reward-model");

    /// <summary>State of the optimizer after the previous round.</summary>
    public static InputRole Optimizer { get; } = new("optimizer");

    /// <summary>Indicators of the previous rounds.</summary>
    public static InputRole Earlier { get; } = new("earlier");

    /// <summary>Metrics that a stage measured; the report reads the metrics of all stages.</summary>
    public static InputRole Metrics { get; } = new("metrics");

    /// <summary>Answers of a policy to the evaluation questions.</summary>
    public static InputRole Evaluation { get; } = new("evaluation");

    /// <summary>Inputs that are models: a stage that reads one computes on a device.</summary>
    public static IReadOnlyList<InputRole> Models { get; } = [Policy, BasePolicy, Judge, RewardModel];

    public override string ToString() => Name;
}
