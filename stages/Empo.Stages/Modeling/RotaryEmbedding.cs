using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// Rotary position embedding, half-split layout: of the first r components of a head, the pair (x[i], x[i + r/2]) is rotated by
/// position · θ^(-2i/r), or by position times a scaled frequency. Source: Su et al. 2021, eq. 34, with the pairing of the Llama and Qwen
/// releases. Tables are computed in F32, grown on demand, and rounded to the model's dtype at the end.
/// </summary>
/// <param name="config">Shape of the decoder.</param>
/// <param name="theta">θ.</param>
/// <param name="scaling">How frequencies are scaled; null for not at all.</param>
/// <param name="dtype">Type of the tables.</param>
/// <param name="device">Where they are.</param>
internal sealed class RotaryEmbedding(DecoderConfig config, double theta, RotaryScaling? scaling, ScalarType dtype, Device device)
    : IDisposable
{
    private Tensor? _cosines;     // [positions, r]
    private Tensor? _signedSines; // [positions, r], negative in the first half

    /// <summary>The positions 0..length-1, [length, r] each. Views: dispose them, not the tables.</summary>
    public Rotation Upto(long length)
    {
        Grow(length);
        return new Rotation(_cosines!.narrow(0, 0, length), _signedSines!.narrow(0, 0, length));
    }

    /// <summary>
    /// Rotates the last dimension. <paramref name="cosines"/> and <paramref name="signedSines"/> must broadcast to
    /// <paramref name="heads"/> [.., d]. rotate_half(x) · sin = roll(x, d/2) · (-sin, sin): one roll instead of two slices and a cat.
    /// </summary>
    public static Tensor Rotate(Tensor heads, Tensor cosines, Tensor signedSines)
    {
        using var scope = NewDisposeScope();
        return heads.mul(cosines).addcmul_(heads.roll(heads.shape[^1] / 2, -1), signedSines, Scalars.One).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _cosines?.Dispose();
        _signedSines?.Dispose();
    }

    private void Grow(long length)
    {
        if (_cosines is not null && _cosines.shape[0] >= length)
        {
            return;
        }

        if (length > config.MaxPositions)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The model has {config.MaxPositions} positions.");
        }

        var positions = Math.Min(config.MaxPositions, Math.Max(64, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)length)));
        using var guard = no_grad();
        using var ordinary = inference_mode(false); // sampling may grow the tables first; autograd refuses inference-mode tensors
        using var scope = NewDisposeScope();
        // [r/2]
        var frequencies = Frequencies();
        // [positions, r/2]
        var angles = arange(Scalars.Zero, Scalars.Of(positions), Scalars.One, ScalarType.Float32)
            .unsqueeze(1)
            .mul(frequencies.unsqueeze(0));
        Dispose();
        var (cosines, sines) = (Scaled(angles.cos()), Scaled(angles.sin()));
        _cosines = cat([cosines, cosines], 1).to(dtype, device).DetachFromDisposeScope();
        _signedSines = cat([sines.neg(), sines], 1).to(dtype, device).DetachFromDisposeScope();
    }

    private Tensor Frequencies()
    {
        if (scaling is not null)
        {
            return tensor(scaling.Frequencies(theta, config.RotatedSize).Select(frequency => (float)frequency).ToArray());
        }

        var size = Scalars.Of(config.RotatedSize);
        var exponents = arange(Scalars.Zero, size, Scalars.Two, ScalarType.Float32).div_(size);
        return pow(tensor((float)theta), exponents).reciprocal_();
    }

    private Tensor Scaled(Tensor table) =>
        scaling is { AttentionFactor: not 1 } ? table.mul_(Scalars.Of(scaling.AttentionFactor)) : table;
}
