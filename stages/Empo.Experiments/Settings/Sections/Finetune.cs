using Empo.Experiments.Catalog;
using Empo.Method;

namespace Empo.Experiments.Settings.Sections;

/// <summary>Supervised training on labelled examples before the first round (SFT).</summary>
public static class Finetune
{
    /// <summary>Stands in <see cref="Response"/> for the label as it is in the row.</summary>
    public const string Written = "{written}";

    /// <summary>Stands in <see cref="Response"/> for the answer that is read from the label.</summary>
    public const string Answer = "{answer}";

    private static readonly SettingSection Section = new();

    public static Setting<string?> Dataset { get; } = Section.File("finetune.dataset", "none", [],
        "Manifest of labelled examples that the policy is trained on before round 1: its training questions, with the answers as written "
        + "(whole workings too). None trains on none. Its content is an input.");

    public static Setting<string> Response { get; } = Section.Text("finetune.response", Written, [StageTable.Finetune],
        "The response that is learned. {written} stands for the label as it is in the row, {answer} for the answer alone.");

    public static Setting<int> Questions { get; } = Section.Integer("finetune.questions", 0, 0, int.MaxValue, [StageTable.Finetune],
        "Questions used, with all their responses; 0 takes all.");

    public static Setting<int> Epochs { get; } = Section.Integer("finetune.epochs", 3, 1, 10_000, [StageTable.Finetune],
        "Passes over the examples.");

    public static Setting<int> Batch { get; } = Section.Integer("finetune.batch", 32, 1, 1_000_000, [StageTable.Finetune],
        "Examples of an optimizer step.");

    public static Setting<double> LearningRate { get; } = Section.Number("finetune.learning_rate", 0.00002, 0, 1, [StageTable.Finetune],
        "Peak learning rate of AdamW; its other constants are those of update.");

    public static Setting<ScheduleShape> Schedule { get; } =
        Section.Choice("finetune.schedule", ScheduleShape.Cosine, [StageTable.Finetune], "How the learning rate falls over the steps.");

    public static Setting<int> Warmup { get; } = Section.Integer("finetune.warmup", 0, 0, 1_000_000, [StageTable.Finetune],
        "Steps of linear warm-up.");

    public static Setting<int> MaxTokens { get; } = Section.Integer("finetune.max_tokens", 2048, 2, 1_000_000, [StageTable.Finetune],
        "Most tokens of prompt and response together; longer examples are left out and counted, never cut.");

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
