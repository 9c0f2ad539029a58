using Empo.Stages.Checkpoints;
using Empo.UnitTests.Checkpoints;
using static TorchSharp.torch;

namespace Empo.UnitTests.RewardModels;

/// <summary>A small reward model with tokenizer and ChatML template: 2 layers of 32, 128 positions, a head from a formula.</summary>
internal static class RewardModelFiles
{
    public static ModelFolder Create(double scale = 1)
    {
        var folder = new ModelFolder().WithTemplate();
        using var scope = NewDisposeScope();
        folder.Store(_ => ScalarType.Float32, (RewardHead.Name, Head(1, 32, scale)));
        return folder.Set("config.json", "architectures", "[\"Qwen2ForSequenceClassification\"]");
    }

    /// <summary>2 cos(i) times a factor, in the order of elements.</summary>
    public static Tensor Head(int rows, int columns, double scale = 1) =>
        tensor(Enumerable.Range(0, rows * columns).Select(i => (float)(2 * scale * Math.Cos(i))).ToArray(), [rows, columns]);
}
