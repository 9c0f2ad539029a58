using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings.Sections;

/// <summary>Sampling of responses.</summary>
public static class Rollout
{
    private static readonly SettingSection Section = new();

    public static Setting<RolloutEngine> Engine { get; } = Section.Choice("rollout.engine", RolloutEngine.Local, [StageTable.Rollout],
        "Where responses come from: our decoder, an inference server (docs/server.md), or a recording that another program made "
        + "(docs/imported.md).");

    public static Setting<int> Questions { get; } =
        Section.Integer("rollout.questions", 64, 0, 1_000_000, [StageTable.Rollout, StageTable.Filter],
        "Questions a round trains on at most; 0 for all, with imported rollouts only, where it is the default.");

    public static Setting<int> Candidates { get; } = Section.Integer("rollout.candidates", 64, 1, 1_000_000, [StageTable.Rollout],
        "Questions sampled a round; what exceeds rollout.questions replaces dropped ones, in the order of the draw.");

    public static Setting<int> Samples { get; } = Section.Integer("rollout.samples", 16, 2, 4096, [StageTable.Rollout],
        "Group size G: responses sampled for each question.");

    public static Setting<int> SamplesPerChunk { get; } = Section.Integer("rollout.samples_per_chunk", 8, 1, 4096, [StageTable.Rollout],
        "Samples of a question in one chunk; divides rollout.samples.");

    public static Setting<int> QuestionsPerChunk { get; } =
        Section.Integer("rollout.questions_per_chunk", 32, 1, 65536, [StageTable.Rollout, StageTable.Probe],
        "Questions in one chunk.");

    public static Setting<double> Temperature { get; } = Section.Number("rollout.temperature", 1, 0.01, 100, [StageTable.Rollout],
        "Sampling temperature.");

    public static Setting<double> TopP { get; } = Section.Number("rollout.top_p", 1, 0.000001, 1, [StageTable.Rollout],
        "Nucleus mass; below 1 the gradient is biased.");

    public static Setting<int> TopK { get; } = Section.Integer("rollout.top_k", 0, 0, 10_000_000, [StageTable.Rollout],
        "Candidates a token; 0 takes all.");

    public static Setting<int> MaxTokens { get; } =
        Section.Integer("rollout.max_tokens", 39, 1, 1_000_000, [StageTable.Rollout, StageTable.Score, StageTable.Probe],
        "Longest response in tokens.");

    public static Setting<RolloutBatching> Batching { get; } =
        Section.Choice("rollout.batching", RolloutBatching.Auto, [StageTable.Rollout, StageTable.Evaluate, StageTable.Probe],
        "Whether a chunk is one batch, with the same bytes every time, or a row whose response ended takes the next sample at once; auto "
        + "is continuous on a card.", inKey: false);

    public static Setting<int?> MaxRows { get; } =
        Section.IntegerOrAuto("rollout.max_rows", null, 1, 65536, [StageTable.Rollout, StageTable.Evaluate, StageTable.Probe],
        "Responses that continuous batching computes at once; auto takes what free memory holds.", inKey: false);

    public static Setting<RolloutDtype> Dtype { get; } =
        Section.Choice("rollout.dtype", RolloutDtype.Policy, [StageTable.Rollout, StageTable.Evaluate],
        "Type in which our decoder samples and evaluates; auto is bfloat16 on a card and on a processor that multiplies it natively. The "
        + "update's limits for half precision then judge the difference.", keyedWhenSet: true);

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
