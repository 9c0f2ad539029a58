using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings.Sections;

/// <summary>The model whose scores are the reward <c>model</c>.</summary>
public static class RewardModel
{
    private static readonly SettingSection Section = new();

    public static Setting<string?> Folder { get; } = Section.File("score.model.folder", "none", [],
        "Folder of the reward model (docs/rewards.md): a decoder with the head of transformers' ForSequenceClassification and one label. "
        + "Its content is an input.");

    public static Setting<RewardModelDtype> Dtype { get; } = Section.Choice("score.model.dtype", RewardModelDtype.Model, [StageTable.Score],
        "Type in which the reward model's decoder computes: the folder's own (F16 in F32), or float32. Its head is always F32.",
        keyedWhenSet: true);

    public static Setting<string> Date { get; } = Section.Text("score.model.date", "", [StageTable.Score],
        "Today for a chat template of the reward model that writes the date (Llama 3.2), as 2025-01-31; empty refuses such a template.",
        keyedWhenSet: true);

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
