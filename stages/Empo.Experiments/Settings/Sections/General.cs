using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings.Sections;

/// <summary>Settings of the whole run: experiment file, model, machine.</summary>
public static class General
{
    private static readonly SettingSection Section = new();

    public static Setting<int> Seed { get; } =
        Section.Integer(
            "seed",
            1,
            0,
            int.MaxValue,
            [StageTable.Pretrain, StageTable.Finetune, StageTable.Rollout, StageTable.Score, StageTable.Update, StageTable.Evaluate],
            "Seed of every random number of the run; the questions have their own in the dataset manifest."
        );

    public static Setting<int> Rounds { get; } = Section.Integer("rounds", 40, 0, 100_000, [StageTable.Report],
        "Rounds of rollout, score, filter and update; more rounds continue a shorter run.");

    public static Setting<string?> Dataset { get; } = Section.File("dataset", null, [],
        "Dataset manifest (YAML). Its content is an input, so its path is in no key.");

    public static Setting<string> RunName { get; } = Section.Text("run_name", "", [],
        "Folder under artifacts/ for what people look at, such as trials/second; empty takes the experiment's name.");

    public static Setting<MethodPreset> Preset { get; } = Section.Choice("method.preset", MethodPreset.None, [],
        "Values of reward, filter and loss settings by name; what stands in the same file or after it overrides them.");

    public static Setting<string?> Model { get; } = Section.File("model", "none", [],
        "Folder of a base model in Hugging Face layout, or none to pre-train a small one.");

    public static Setting<string> ModelSource { get; } = Section.Text("model_source", "", [],
        "Where the folder of 'model' comes from, such as a hub's name; said where the folder is missing.");

    public static Setting<string?> Adapter { get; } = Section.File("adapter", "none", [],
        "Folder of a PEFT adapter to 'model' to start from, or none; needs update.lora of the same shape.");

    public static Setting<string> Device { get; } = Section.Word("device", "auto", ["auto", "cpu", "cuda"], [],
        "Where tensors live; cuda:1 names a card.");

    public static Setting<bool> Deterministic { get; } =
        Section.Flag(
            "deterministic",
            false,
            [],
            "Whether a card gives the same bits on every repeat, as far as libtorch can, for slower kernels; the CPU always does.",
            inKey: false
        );

    public static Setting<int> Threads { get; } = Section.Integer("threads", 0, 0, 1024, [],
        "Threads for tensor work; 0 takes the number of cores.");

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
