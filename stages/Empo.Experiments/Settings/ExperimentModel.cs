using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Models;

namespace Empo.Experiments.Settings;

/// <summary>What is known about an experiment's model before anything runs.</summary>
/// <param name="Config">Its numbers.</param>
/// <param name="WeightBytes">Bytes of a weight in memory: 2 (BF16) or 4 (F32, and F16, which is computed in F32).</param>
public sealed record ExperimentModel(DecoderConfig Config, int WeightBytes)
{
    /// <summary>Size of the generators' word-level vocabulary. The real size is known only once the base model exists.</summary>
    private const int SmallVocabulary = 64;

    /// <summary>
    /// Positions of a model that is pre-trained here. They leave room for longer prompts and responses than those it learns from, and cost
    /// nothing: positions are rotary.
    /// </summary>
    private const int PretrainedPositions = 512;

    /// <summary>The model that rounds start from; null where its folder holds no model that can be read (loading it reports why).</summary>
    public static ExperimentModel? Find(Experiment experiment) =>
        experiment.Model is { } folder ? InFolder(folder) : ToPretrain(experiment);

    /// <summary>The model of a folder; null where it cannot be read, because an estimate refuses nothing.</summary>
    public static ExperimentModel? InFolder(string folder)
    {
        try
        {
            var type = DecoderConfigFile.DeclaredType(DecoderConfigFile.Json(folder));
            return new ExperimentModel(DecoderConfigFile.Read(folder), type is FloatType.Float32 or FloatType.Float16 ? 4 : 2);
        }
        catch (Exception exception) when (exception is UserError or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The numbers of the model that <c>pretrain:</c> describes.</summary>
    public static DecoderConfig Pretrained(SettingSlice settings, int vocabulary) => new()
    {
        ModelType = "qwen2",
        VocabularySize = vocabulary,
        HiddenSize = settings.Get(Pretrain.HiddenSize),
        IntermediateSize = settings.Get(Pretrain.IntermediateSize),
        Layers = settings.Get(Pretrain.Layers),
        Heads = settings.Get(Pretrain.Heads),
        KeyValueHeads = settings.Get(Pretrain.KvHeads),
        HeadSize = settings.Get(Pretrain.HiddenSize) / settings.Get(Pretrain.Heads),
        MaxPositions = PretrainedPositions,
        RmsNormEpsilon = 1e-6,
        RopeTheta = 10_000,
        TiedEmbeddings = true,
        AttentionBias = true,
        QueryKeyNorm = QueryKeyNorm.None,
    };

    private static ExperimentModel ToPretrain(Experiment experiment)
    {
        var vocabulary = Math.Max(experiment.Get(Pretrain.VocabularySize), SmallVocabulary);
        return new ExperimentModel(
            Pretrained(experiment.SliceFor(StageTable.Pretrain), vocabulary),
            experiment.Get(Pretrain.Dtype) switch
            {
                WeightDtype.Float32 => 4,
                WeightDtype.Bfloat16 => 2,
            }
        );
    }
}
