using Empo.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>softmax(f(factor · q kᵀ) + mask) v, with f the identity or a soft cap.</summary>
internal static class Attention
{
    /// <summary>Over whole sequences: queries, keys and values [B, H, T, d] → [B, H, T, d].</summary>
    /// <param name="config">Shape of the decoder.</param>
    /// <param name="queries">Queries.</param>
    /// <param name="keys">Keys, repeated for the queries that share them.</param>
    /// <param name="values">Values, likewise.</param>
    /// <param name="factor">What query · key is multiplied by.</param>
    /// <param name="mask">As <see cref="SequenceContext.Mask"/> has it; null for all earlier keys.</param>
    public static Tensor Causal(DecoderConfig config, Tensor queries, Tensor keys, Tensor values, double factor, Tensor? mask)
    {
        if (config.AttentionSoftcap is { } cap)
        {
            return Capped(queries, keys, values, factor, cap, mask!);
        }

        return functional.scaled_dot_product_attention(
            ForLibrary(queries, factor),
            keys,
            values,
            mask,
            is_casual: mask is null
        );
    }

    /// <summary>
    /// Queries by which libtorch's attention, which multiplies by 1/√d itself, gives scores with another factor.
    /// </summary>
    public static Tensor ForLibrary(Tensor queries, double factor)
    {
        var scale = factor * Math.Sqrt(queries.shape[^1]);
        return Math.Abs(scale - 1) < 1e-12 ? queries : queries.mul(Scalars.Of(scale));
    }

    /// <summary>Written out; scores and softmax are F32. The mask must broadcast to [.., M, K].</summary>
    public static Tensor Capped(Tensor queries, Tensor keys, Tensor values, double factor, double cap, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var exact = queries.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var products = queries.to(exact).matmul(keys.to(exact).transpose(-2, -1));
        var scores = is_grad_enabled() ? Cap(products.mul(Scalars.Of(factor)), cap) : CapInPlace(products.mul_(Scalars.Of(factor)), cap);
        var weights = (is_grad_enabled() ? scores.add(mask.to(exact), Scalars.One) : scores.add_(mask, Scalars.One))
            .softmax(-1)
            .to(values.dtype);
        return weights.matmul(values).MoveToOuterDisposeScope();
    }

    /// <summary>The same in place, without gradients.</summary>
    public static Tensor CapInPlace(Tensor values, double cap) =>
        values.div_(Scalars.Of(cap)).tanh_().mul_(Scalars.Of(cap));

    /// <summary>c tanh(x / c).</summary>
    public static Tensor Cap(Tensor values, double cap) => values.div(Scalars.Of(cap)).tanh().mul(Scalars.Of(cap));
}
