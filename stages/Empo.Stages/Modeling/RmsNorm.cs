using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>
/// y = w · x / √(mean(x²) + ε) over the last dimension; the statistic is computed in F32 for x in half precision.
/// Source: Zhang and Sennrich 2019, eq. 4, with ε inside the root as in the Llama and Qwen releases.
/// </summary>
internal sealed class RmsNorm : Module<Tensor, Tensor>
{
    internal readonly TorchSharp.Modules.Parameter weight; // [D]
    private readonly Scalar _epsilon;

    public RmsNorm(long width, double epsilon, ScalarType dtype, Device device)
        : base(nameof(RmsNorm))
    {
        weight = new TorchSharp.Modules.Parameter(empty(width, dtype, device));
        _epsilon = Scalars.Of(epsilon);
        RegisterComponents();
    }

    /// <summary>[.., D] → [.., D], same dtype.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        if (input.dtype is ScalarType.Float32 or ScalarType.Float64)
        {
            return Normalize(input).mul(weight).MoveToOuterDisposeScope();
        }

        // As in the released models: cast back to the input's dtype before the multiplication by w.
        return Normalize(input.to(ScalarType.Float32)).to(input.dtype).mul(weight).MoveToOuterDisposeScope();
    }

    private Tensor Normalize(Tensor input)
    {
        // x · (‖x‖² / D + ε)^-½: the norm is one pass over x; squaring and averaging in separate operations takes three.
        // [.., 1]
        var scale = input.norm(-1, keepdim: true).pow(Scalars.Two).div_(Scalars.Of(input.shape[^1])).add_(_epsilon, Scalars.One).rsqrt_();
        return input.mul(scale);
    }
}
