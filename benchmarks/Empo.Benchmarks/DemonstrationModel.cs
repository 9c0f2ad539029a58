using Empo.Models;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Benchmarks;

/// <summary>The base model of the default experiment with random weights: 0.45M parameters, 38 tokens.</summary>
internal static class DemonstrationModel
{
    public static DecoderConfig Config { get; } = new()
    {
        ModelType = "qwen2",
        VocabularySize = 38,
        HiddenSize = 128,
        IntermediateSize = 256,
        Layers = 3,
        Heads = 4,
        KeyValueHeads = 2,
        HeadSize = 32,
        MaxPositions = 128,
        RmsNormEpsilon = 1e-6,
        RopeTheta = 10000,
        TiedEmbeddings = true,
        AttentionBias = true,
        QueryKeyNorm = QueryKeyNorm.None,
    };

    public static CausalDecoder Create(DecoderConfig? config = null)
    {
        var decoder = new CausalDecoder(config ?? Config, ScalarType.Float32, CPU);
        decoder.Initialize(1, 0.02);
        return decoder;
    }
}
