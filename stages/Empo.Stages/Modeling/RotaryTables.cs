using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>The rotary embeddings of a model: one for most layers, and another where windowed layers have a base of their own.</summary>
internal sealed class RotaryTables(DecoderConfig config, ScalarType dtype, Device device) : IDisposable
{
    private readonly RotaryEmbedding _global = new(config, config.RopeTheta, config.RotaryScaling, dtype, device);
    private readonly RotaryEmbedding? _local =
        config.LocalRopeTheta is { } theta ? new(config, theta, scaling: null, dtype, device) : null;

    /// <summary>The positions 0..length-1, [length, r] each. Views: dispose them, not the tables.</summary>
    public RotationSet Upto(long length) => new(_global.Upto(length), _local?.Upto(length));

    public void Dispose()
    {
        _global.Dispose();
        _local?.Dispose();
    }
}
