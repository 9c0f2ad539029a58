using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>What the layers need to know of whole sequences [B, T]: the rotation of each position, and what windows hide.</summary>
internal sealed class SequenceContext
{
    private readonly RotationSet _rotations;
    private readonly Dictionary<int, Tensor> _windows = [];
    private readonly Tensor? _causal;

    /// <summary>Creates tensors in the current dispose scope; use the context inside it.</summary>
    /// <param name="config">Shape of the decoder.</param>
    /// <param name="rotations">Of the positions, [T, r] each.</param>
    /// <param name="length">T.</param>
    /// <param name="dtype">Type that attention computes in.</param>
    /// <param name="device">Where the sequences are.</param>
    public SequenceContext(DecoderConfig config, RotationSet rotations, long length, ScalarType dtype, Device device)
    {
        var type = config.AttentionSoftcap is null ? dtype : ScalarType.Float32; // written out, scores are F32
        _rotations = rotations.Map(table => table.unsqueeze(1)); // [T, 1, r]
        if (config.AttentionSoftcap is not null)
        {
            _causal = Hidden(length, length, type, device);
        }

        foreach (var window in config.Windows)
        {
            if (window < length)
            {
                _windows[window] = Hidden(length, window, type, device);
            }
        }
    }

    /// <summary>[T, 1, r] of a layer's positions; null where it does not rotate.</summary>
    public Rotation? Rotation(LayerForm layer) => _rotations[layer.Rotation];

    /// <summary>[T, T], 0 where a query (row) sees a key (column) and -∞ elsewhere; null where all earlier keys are seen.</summary>
    public Tensor? Mask(LayerForm layer) => layer.Window is { } window && _windows.TryGetValue(window, out var mask) ? mask : _causal;

    private static Tensor Hidden(long length, long window, ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        var places = Scalars.With(length, end => arange(Scalars.Zero, end, Scalars.One, ScalarType.Int64, device));
        var (queries, keys) = (places.unsqueeze(1), places.unsqueeze(0));
        var hidden = keys.gt(queries).logical_or_(keys.le(queries.sub(Scalars.Of(window))));
        return zeros([length, length], type, device)
            .masked_fill_(hidden, Scalars.Of(float.NegativeInfinity))
            .MoveToOuterDisposeScope();
    }
}
