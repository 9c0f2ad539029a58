using Empo.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>
/// y = (o + w) · x / √(mean(x²) + ε) over the last dimension, with o = 0, or 1 in Gemma; the statistic is computed in F32 for x in half
/// precision.
/// Source: Zhang and Sennrich 2019, eq. 4, with ε inside the root as in the Llama and Qwen releases.
/// </summary>
internal sealed class RmsNorm : Module<Tensor, Tensor>
{
    internal readonly TorchSharp.Modules.Parameter weight; // [D]
    private readonly Scalar _epsilon;
    private readonly int _offset;

    public RmsNorm(long width, DecoderConfig config, ScalarType dtype, Device device)
        : base(nameof(RmsNorm))
    {
        weight = new TorchSharp.Modules.Parameter(empty(width, dtype, device));
        (_epsilon, _offset) = (Scalars.Of(config.RmsNormEpsilon), config.NormOffset);
        RegisterComponents();
    }

    /// <summary>What decoding multiplies by: w in the type that it computes in, or o + w in F32, which 16 bits would round away.</summary>
    public Tensor Multiplier(ScalarType dtype) =>
        _offset == 0 ? weight.detach().to(dtype) : weight.detach().to(ScalarType.Float32).add(Scalars.Of(_offset), Scalars.One);

    /// <summary>The weight of a fresh norm, which changes nothing.</summary>
    public int Neutral => 1 - _offset;

    /// <summary>[.., D] → [.., D], same dtype.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        if (_offset != 0)
        {
            return WithOffset(input).MoveToOuterDisposeScope();
        }

        if (input.dtype is ScalarType.Float32 or ScalarType.Float64)
        {
            return Normalize(input).mul(weight).MoveToOuterDisposeScope();
        }

        // As in the released models: cast back to the input's dtype before the multiplication by w.
        return Normalize(input.to(ScalarType.Float32)).to(input.dtype).mul(weight).MoveToOuterDisposeScope();
    }

    /// <summary>As Gemma's release: the product is rounded, not the norm.</summary>
    private Tensor WithOffset(Tensor input)
    {
        var computed = input.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var factor = weight.to(computed).add(Scalars.Of(_offset), Scalars.One);
        return Normalize(input.to(computed)).mul(factor).to(input.dtype);
    }

    private Tensor Normalize(Tensor input)
    {
        // x · (‖x‖² / D + ε)^-½: the norm is one pass over x; squaring and averaging in separate operations takes three.
        // [.., 1]
        var scale = input.norm(-1, keepdim: true).pow(Scalars.Two).div_(Scalars.Of(input.shape[^1])).add_(_epsilon, Scalars.One).rsqrt_();
        return input.mul(scale);
    }
}
