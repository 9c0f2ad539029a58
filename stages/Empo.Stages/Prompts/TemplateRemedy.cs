using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;

namespace Empo.Stages.Prompts;

/// <summary>What helps where a chat template cannot be used, by whose template it is.</summary>
/// <param name="Otherwise">What holds for every template: how to do without it, or with another one.</param>
/// <param name="DateSetting">The setting that tells it the day.</param>
internal sealed record TemplateRemedy(string Otherwise, Setting DateSetting)
{
    /// <summary>The template of prompts.</summary>
    public static TemplateRemedy OfPrompt { get; } = new(TemplateFailure.WithoutTemplate, Prompt.Date);

    /// <summary>The template of a reward model.</summary>
    public static TemplateRemedy OfRewardModel { get; } = new(
        "A reward model reads question and response through its own chat template: write the one that it was trained with into "
            + $"{ChatTemplateFile.FileName} in its folder, or choose another reward model.",
        RewardModel.Date
    );
}
