using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings.Sections;

/// <summary>The small base model that is trained where an experiment has none.</summary>
public static class Pretrain
{
    private static readonly SettingSection Section = new();

    public static Setting<string?> Dataset { get; } = Section.File("pretrain.dataset", "none", [],
        "Manifest of the generator whose labelled examples teach the small base, where the dataset itself is not that; none takes "
        + "the dataset. Its content is an input.");

    public static Setting<int> Layers { get; } = Section.Integer("pretrain.layers", 3, 1, 64, [StageTable.Pretrain],
        "Decoder layers of the small base model.");

    public static Setting<int> HiddenSize { get; } = Section.Integer("pretrain.hidden_size", 128, 8, 4096, [StageTable.Pretrain],
        "Width of the residual stream.");

    public static Setting<int> Heads { get; } = Section.Integer("pretrain.heads", 4, 1, 64, [StageTable.Pretrain],
        "Attention heads.");

    public static Setting<int> KvHeads { get; } = Section.Integer("pretrain.kv_heads", 2, 1, 64, [StageTable.Pretrain],
        "Key and value heads; divides heads.");

    public static Setting<int> IntermediateSize { get; } =
        Section.Integer("pretrain.intermediate_size", 256, 8, 16384, [StageTable.Pretrain],
        "Width of the feed-forward layer.");

    public static Setting<int> VocabularySize { get; } =
        Section.Integer("pretrain.vocabulary_size", 0, 0, 10_000_000, [StageTable.Pretrain],
        "Rows of the embedding, to give a small task the size of a real vocabulary; 0 takes the tokenizer's.");

    public static Setting<WeightDtype> Dtype { get; } = Section.Choice("pretrain.dtype", WeightDtype.Float32, [StageTable.Pretrain],
        "Type in which the base model is saved, and so of every policy after it; it is trained in float32.");

    public static Setting<int> Steps { get; } = Section.Integer("pretrain.steps", 650, 1, 1_000_000, [StageTable.Pretrain],
        "Optimizer steps.");

    public static Setting<int> Batch { get; } = Section.Integer("pretrain.batch", 96, 1, 65536, [StageTable.Pretrain],
        "Examples a step.");

    public static Setting<double> LearningRate { get; } = Section.Number("pretrain.learning_rate", 0.003, 0, 1, [StageTable.Pretrain],
        "Peak learning rate; cosine decay to 5 %.");

    public static Setting<int> Warmup { get; } = Section.Integer("pretrain.warmup", 50, 0, 1_000_000, [StageTable.Pretrain],
        "Steps of linear warm-up.");

    public static Setting<double> GuessShare { get; } = Section.Number("pretrain.guess_share", 0.7, 0, 1, [StageTable.Pretrain],
        "Share of examples that state the answer without working.");

    public static Setting<double> StepNoise { get; } = Section.Number("pretrain.step_noise", 0.03, 0, 1, [StageTable.Pretrain],
        "Probability that one step of a working is wrong; the chain goes on from the wrong value.");

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
