using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Method;

namespace Empo.Stages.Training;

/// <summary>What a supervised training depends on besides its examples.</summary>
internal sealed record SupervisedSettings
{
    public required long Seed { get; init; }

    /// <summary>Passes over the examples.</summary>
    public required int Epochs { get; init; }

    /// <summary>Examples of an optimizer step; the last one of an epoch may have fewer.</summary>
    public required int Batch { get; init; }

    /// <summary>At the peak of the schedule.</summary>
    public required double LearningRate { get; init; }

    public required ScheduleShape Schedule { get; init; }

    /// <summary>Steps of linear warm-up, fewer than there are steps.</summary>
    public required int Warmup { get; init; }

    public required AdamWSettings Optimizer { get; init; }

    /// <summary>Bound of the global gradient norm; 0 for none.</summary>
    public required double GradientClip { get; init; }

    /// <summary>Padded tokens of one forward pass.</summary>
    public required int MicroBatchTokens { get; init; }

    /// <summary>Whether the backward pass recomputes activations instead of keeping them; the bits are the same either way.</summary>
    public bool Recompute { get; init; }

    public static SupervisedSettings From(SettingSlice settings) => new()
    {
        Seed = settings.Get(General.Seed),
        Epochs = settings.Get(Finetune.Epochs),
        Batch = settings.Get(Finetune.Batch),
        LearningRate = settings.Get(Finetune.LearningRate),
        Schedule = settings.Get(Finetune.Schedule),
        Warmup = settings.Get(Finetune.Warmup),
        Optimizer = AdamWSettings.From(settings),
        GradientClip = settings.Get(Update.GradientClip),
        MicroBatchTokens = settings.Get(Update.MicroBatchTokens),
    };
}
