using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// One layer's weights in the form that decoding needs: query, key and value in one matrix, gate and up in another, so that a step consists
/// of a few large operations. In F32 the norms' weights and the attention's 1/√d are folded into the matrices too. In 16 bits that would
/// round twice, so there they stay separate.
/// </summary>
/// <remarks>Copies: they do not follow later changes of the decoder.</remarks>
internal sealed class InferenceLayer : IDisposable
{
    private InferenceLayer(DecoderLayer layer, DecoderConfig config, ScalarType dtype, bool foldScale)
    {
        var attention = layer.self_attn;
        var folded = dtype == ScalarType.Float32;

        // The norms of Qwen3's heads undo any scale of the queries before them.
        var scaled = folded && foldScale && attention.q_norm is null;
        ScoreScale = scaled ? 1 : 1 / Math.Sqrt(config.HeadSize);
        var queryScale = Scalars.Of(scaled ? 1 / Math.Sqrt(config.HeadSize) : 1);
        QueryKeyValue = Fold(
            cat(
                [Weight(attention.q_proj, dtype).mul(queryScale), Weight(attention.k_proj, dtype), Weight(attention.v_proj, dtype)],
                0
            ),
            layer.input_layernorm,
            folded
        );
        QueryKeyValueBias = attention.q_proj.bias is null
            ? null
            : cat([attention.q_proj.bias.mul(queryScale), attention.k_proj.bias!, attention.v_proj.bias!], 0).to(dtype);
        Output = Weight(attention.o_proj, dtype).detach().t();
        GateUp = Fold(
            cat([Weight(layer.mlp.gate_proj, dtype), Weight(layer.mlp.up_proj, dtype)], 0),
            layer.post_attention_layernorm,
            folded
        );
        Down = Weight(layer.mlp.down_proj, dtype).detach().t();
        InputNorm = folded ? null : layer.input_layernorm.weight.detach().to(dtype);
        FeedForwardNorm = folded ? null : layer.post_attention_layernorm.weight.detach().to(dtype);
        QueryNorm = attention.q_norm?.weight.detach().to(dtype);
        KeyNorm = attention.k_norm?.weight.detach().to(dtype);
        if (!folded)
        {
            QueryKeyValueAdapter = InferenceAdapter.Of(dtype, attention.q_proj, attention.k_proj, attention.v_proj);
            OutputAdapter = InferenceAdapter.Of(dtype, attention.o_proj);
            GateUpAdapter = InferenceAdapter.Of(dtype, layer.mlp.gate_proj, layer.mlp.up_proj);
            DownAdapter = InferenceAdapter.Of(dtype, layer.mlp.down_proj);
        }
    }

    /// <summary>[D, (H + 2 KV) d].</summary>
    public Tensor QueryKeyValue { get; }

    /// <summary>[(H + 2 KV) d], or null.</summary>
    public Tensor? QueryKeyValueBias { get; }

    /// <summary>[H d, D].</summary>
    public Tensor Output { get; }

    /// <summary>[D, 2 F].</summary>
    public Tensor GateUp { get; }

    /// <summary>[F, D].</summary>
    public Tensor Down { get; }

    /// <summary>[D], or null where it is folded into <see cref="QueryKeyValue"/>.</summary>
    public Tensor? InputNorm { get; }

    /// <summary>[D], or null where it is folded into <see cref="GateUp"/>.</summary>
    public Tensor? FeedForwardNorm { get; }

    /// <summary>[d] of Qwen3, else null.</summary>
    public Tensor? QueryNorm { get; }

    /// <summary>[d] of Qwen3, else null.</summary>
    public Tensor? KeyNorm { get; }

    /// <summary>
    /// Added to the output of <see cref="QueryKeyValue"/>; null without adapters and where they are merged into the matrices (F32).
    /// </summary>
    public InferenceAdapter? QueryKeyValueAdapter { get; }

    /// <summary>Added to the output of <see cref="Output"/>, or null.</summary>
    public InferenceAdapter? OutputAdapter { get; }

    /// <summary>Added to the output of <see cref="GateUp"/>, or null.</summary>
    public InferenceAdapter? GateUpAdapter { get; }

    /// <summary>Added to the output of <see cref="Down"/>, or null.</summary>
    public InferenceAdapter? DownAdapter { get; }

    /// <summary>The factor by which query · key still has to be multiplied.</summary>
    public double ScoreScale { get; }

    /// <summary>Call without gradients.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="config">Shape of the decoder.</param>
    /// <param name="dtype">Type to compute in.</param>
    /// <param name="foldScale">Whether the attention's 1/√d goes into the queries' matrix where that is exact.</param>
    public static InferenceLayer Of(DecoderLayer layer, DecoderConfig config, ScalarType dtype, bool foldScale)
    {
        using var scope = NewDisposeScope();
        var inference = new InferenceLayer(layer, config, dtype, foldScale);
        foreach (var tensor in inference.All())
        {
            tensor.DetachFromDisposeScope();
        }

        return inference;
    }

    public void Dispose()
    {
        foreach (var tensor in All())
        {
            tensor.Dispose();
        }
    }

    /// <summary>
    /// W diag(w), transposed so that rows of activations multiply from the left. In 16 bits the transposed matrix stays a view: libtorch's
    /// products of few rows are then up to twice as fast on the CPU; in F32 there is no difference.
    /// </summary>
    private static Tensor Fold(Tensor weight, RmsNorm norm, bool folded) => folded ? weight.mul(norm.weight).t().contiguous() : weight.t();

    /// <summary>The weights, with adapters merged where that loses no precision (F32).</summary>
    private static Tensor Weight(Projection projection, ScalarType dtype) =>
        dtype == ScalarType.Float32 ? projection.MergedWeight().to(dtype) : projection.weight.to(dtype);

    private IEnumerable<Tensor> All()
    {
        Tensor?[] tensors = [QueryKeyValue, QueryKeyValueBias, Output, GateUp, Down, InputNorm, FeedForwardNorm, QueryNorm, KeyNorm];
        InferenceAdapter?[] adapters = [QueryKeyValueAdapter, OutputAdapter, GateUpAdapter, DownAdapter];
        return tensors.OfType<Tensor>().Concat(adapters.OfType<InferenceAdapter>().SelectMany(adapter => adapter.Tensors));
    }
}
