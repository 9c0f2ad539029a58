using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Benchmarks.Llama;

/// <summary>Models with random weights of the sizes that are compared, each as our folder and as llama.cpp's files.</summary>
internal static class LlamaModels
{
    public static IReadOnlyList<(string Name, DecoderConfig Config)> All { get; } =
    [
        ("25M", Shape(layers: 7, width: 512, feedForward: 1408, heads: 8, vocabulary: 8192)),
        ("100M", Shape(layers: 12, width: 768, feedForward: 2560, heads: 12, vocabulary: 16_384)),
    ];

    /// <summary>Writes the model once through <see cref="CheckpointFolder"/> and three times as GGUF.</summary>
    public static void Write(DecoderConfig config, string folder)
    {
        using (var decoder = new CausalDecoder(config, ScalarType.Float32, CPU))
        {
            decoder.Initialize(1, 0.02);
            CheckpointFolder.Save(decoder, folder, endOfText: 0);
        }

        foreach (var type in new[] { GgufType.F32, GgufType.F16, GgufType.BF16 })
        {
            GgufFile.Write(folder, type, File(folder, type));
        }
    }

    public static string File(string folder, GgufType type) => Path.Combine(folder, $"model-{type.Name}.gguf");

    private static DecoderConfig Shape(int layers, int width, int feedForward, int heads, int vocabulary) =>
        DemonstrationModel.Config with
        {
            VocabularySize = vocabulary,
            HiddenSize = width,
            IntermediateSize = feedForward,
            Layers = layers,
            Heads = heads,
            KeyValueHeads = 4,
            HeadSize = 64,
            MaxPositions = 512,
        };
}
