using Empo.Models;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Modeling;

/// <summary>Small decoders with random weights for tests: 2 layers, 4 heads of 8 over 2 key heads.</summary>
internal static class TinyDecoder
{
    public static DecoderConfig Config(bool tied = true, bool qwen3 = false) => new()
    {
        ModelType = qwen3 ? "qwen3" : "qwen2",
        VocabularySize = 23,
        HiddenSize = 32,
        IntermediateSize = 48,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 2,
        HeadSize = qwen3 ? 16 : 8,
        MaxPositions = 128,
        RmsNormEpsilon = 1e-6,
        RopeTheta = 10000,
        TiedEmbeddings = tied,
        AttentionBias = !qwen3,
        QueryKeyNorm = qwen3 ? QueryKeyNorm.PerHead : QueryKeyNorm.None,
    };

    /// <summary>Weights large enough (std 0.2) that every path of the network shows in the logits.</summary>
    public static CausalDecoder Create(DecoderConfig? config = null, ulong seed = 1)
    {
        set_num_threads(1);
        var decoder = new CausalDecoder(config ?? Config(), ScalarType.Float32, CPU);
        decoder.Initialize(seed, 0.2);
        return decoder;
    }

    /// <summary>[B, T] ids that repeat the same arithmetic sequence modulo the vocabulary.</summary>
    public static Tensor Ids(int batch, int length, int vocabulary = 23) =>
        arange(batch * length, ScalarType.Int64).mul(7).add(3).remainder(vocabulary).view(batch, length);
}
