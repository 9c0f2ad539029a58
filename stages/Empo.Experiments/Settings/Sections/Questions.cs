using Empo.Experiments.Catalog;

namespace Empo.Experiments.Settings.Sections;

/// <summary>Which questions of a data set are used.</summary>
public static class Questions
{
    private static readonly SettingSection Section = new();

    /// <summary>The stages that make prompts of a dataset's rows.</summary>
    private static readonly StageDefinition[] Asking = [StageTable.Prepare, StageTable.Finetune];

    public static Setting<int> Seed { get; } = Section.Integer("questions.seed", 0, 0, int.MaxValue, [StageTable.Prepare],
        "0 takes the first questions of a split, another seed those of the lowest hash(seed, question id).");

    public static Setting<double?> NearDuplicate { get; } =
        Section.OptionalNumber("questions.near_duplicate", null, double.NegativeInfinity, double.PositiveInfinity, Asking,
        "Jaccard similarity of word 3-grams (0.5 to 1) from which on a training question is left out; none compares texts exactly.");

    public static Setting<int> Overlap { get; } = Section.Integer("questions.overlap", 0, 0, 1000, Asking,
        "Words in the n-grams that no training question may share with a question held out; 0 for no such rule.");

    public static Setting<int> Training { get; } = Section.Integer("questions.training", 0, 0, int.MaxValue, [StageTable.Prepare],
        "Training questions used; 0 takes all.");

    public static Setting<int> Development { get; } = Section.Integer("questions.development", 0, 0, int.MaxValue, [StageTable.Prepare],
        "Development questions used; 0 takes all.");

    public static Setting<int> Evaluation { get; } = Section.Integer("questions.evaluation", 0, 0, int.MaxValue, [StageTable.Prepare],
        "Evaluation questions used; 0 takes all.");

    public static Setting<double> Unlabelled { get; } =
        Section.Number(
            "questions.unlabelled", 0.1, 0, 1, [StageTable.Prepare],
            "Largest share of a file's labels (of a recording's questions) that may be empty, NaN or no answer; more is an error.",
            keyedWhenSet: true
        );

    public static Setting<double> Unreadable { get; } =
        Section.Number(
            "questions.unreadable", 0.5, 0, 1, Asking,
            "Largest share of a file's rows that may be left out because they cannot be read; more is an error. 0 admits none.",
            keyedWhenSet: true
        );

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
