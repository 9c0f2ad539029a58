using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// x / 2 · (1 + tanh(√(2/π) (x + 0.044715 x³))). Source: Hendrycks and Gimpel 2016, arXiv 1606.08415. Written out, because TorchSharp's
/// <c>gelu</c> is the exact one.
/// </summary>
internal static class GeluTanh
{
    private static readonly TorchSharp.Scalar Cubic = Scalars.Of(0.044715);
    private static readonly TorchSharp.Scalar Root = Scalars.Of(Math.Sqrt(2 / Math.PI));
    private static readonly TorchSharp.Scalar Half = Scalars.Of(0.5);
    private static readonly TorchSharp.Scalar Three = Scalars.Of(3);

    /// <summary>[..] → [..], same dtype; in 16 bits computed in F32.</summary>
    public static Tensor Of(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input.dtype is ScalarType.Float64 or ScalarType.Float32 ? input : input.to(ScalarType.Float32);
        var inner = x.pow(Three).mul(Cubic).add(x, Scalars.One).mul(Root);
        return inner.tanh().add(Scalars.One, Scalars.One).mul(x).mul(Half).to(input.dtype).MoveToOuterDisposeScope();
    }
}
