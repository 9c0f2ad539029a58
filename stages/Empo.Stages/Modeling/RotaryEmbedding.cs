using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// Rotary position embedding, half-split layout: the pair (x[i], x[i + d/2]) is rotated by position · θ^(-2i/d).
/// Source: Su et al. 2021, eq. 34, with the pairing of the Llama and Qwen releases. Tables are computed in F32, grown on demand, and
/// rounded to the model's dtype at the end.
/// </summary>
internal sealed class RotaryEmbedding(DecoderConfig config, ScalarType dtype, Device device) : IDisposable
{
    private Tensor? _cosines;     // [positions, d]
    private Tensor? _signedSines; // [positions, d], negative in the first half

    /// <summary>cos and signed sin of the positions 0..length-1, each [length, d]. Views: dispose them, not the tables.</summary>
    public (Tensor Cosines, Tensor SignedSines) Upto(long length)
    {
        Grow(length);
        return (_cosines!.narrow(0, 0, length), _signedSines!.narrow(0, 0, length));
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
        var headSize = Scalars.Of(config.HeadSize);
        var exponents = arange(Scalars.Zero, headSize, Scalars.Two, ScalarType.Float32).div_(headSize);
        // [d/2]
        var frequencies = pow(tensor((float)config.RopeTheta), exponents).reciprocal_();
        // [positions, d/2]
        var angles = arange(Scalars.Zero, Scalars.Of(positions), Scalars.One, ScalarType.Float32)
            .unsqueeze(1)
            .mul(frequencies.unsqueeze(0));
        Dispose();
        _cosines = cat([angles.cos(), angles.cos()], 1).to(dtype, device).DetachFromDisposeScope();
        _signedSines = cat([angles.sin().neg(), angles.sin()], 1).to(dtype, device).DetachFromDisposeScope();
    }
}
