using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// One layer's weights in the form that decoding needs: query, key and value in one matrix, gate and up in another, so that a step consists
/// of a few large operations. In F32 the weights of norms before a matrix and attention's factor are folded into the matrices too. In 16
/// bits that would round twice, so there they stay separate.
/// </summary>
/// <remarks>Copies: they do not follow later changes of the decoder.</remarks>
internal sealed class InferenceLayer : IDisposable
{
    private InferenceLayer(DecoderLayer layer, DecoderConfig config, ScalarType dtype, bool foldScale)
    {
        var attention = layer.self_attn;
        var folded = dtype == ScalarType.Float32;
        (Form, HasInputNorm, HasFeedForwardNorm) = (layer.Form, layer.AttentionNorm is not null, layer.FeedForwardNorm is not null);

        // Norms of queries undo any scale before them, and a soft cap is between the scores and the softmax.
        var scaled = folded && foldScale && attention.q_norm is null && config.AttentionSoftcap is null;
        ScoreScale = scaled ? 1 : config.ScoreFactor;
        QueryKeyValue = Fold(Weights(attention.QueryKeyValue, dtype, scaled ? QueryScale(config) : null), layer.AttentionNorm, folded);
        QueryKeyValueBias = Biases(attention.QueryKeyValue, dtype, scaled ? QueryScale(config) : null);
        Output = Weight(attention.o_proj, dtype).detach().t();
        OutputBias = attention.o_proj.bias?.detach().to(dtype);
        GateUp = Fold(Weights(layer.mlp.GateUp, dtype, null), layer.FeedForwardNorm, folded);
        GateUpBias = Biases(layer.mlp.GateUp, dtype, null);
        Down = Weight(layer.mlp.down_proj, dtype).detach().t();
        DownBias = layer.mlp.down_proj.bias?.detach().to(dtype);
        InputNorm = folded ? null : layer.AttentionNorm?.Multiplier(dtype);
        FeedForwardNorm = folded ? null : layer.FeedForwardNorm?.Multiplier(dtype);
        OutputNorm = layer.AttentionOutputNorm?.Multiplier(dtype);
        FeedForwardOutputNorm = layer.FeedForwardOutputNorm?.Multiplier(dtype);
        QueryNorm = attention.q_norm?.Multiplier(dtype);
        KeyNorm = attention.k_norm?.Multiplier(dtype);
        if (!folded)
        {
            QueryKeyValueAdapter = InferenceAdapter.Of(dtype, attention.QueryKeyValue);
            OutputAdapter = InferenceAdapter.Of(dtype, attention.o_proj);
            GateUpAdapter = InferenceAdapter.Of(dtype, layer.mlp.GateUp);
            DownAdapter = InferenceAdapter.Of(dtype, layer.mlp.down_proj);
        }
    }

    /// <summary>The layer's window and rotation.</summary>
    public LayerForm Form { get; }

    /// <summary>[D, (H + 2 KV) d].</summary>
    public Tensor QueryKeyValue { get; }

    /// <summary>[(H + 2 KV) d], or null.</summary>
    public Tensor? QueryKeyValueBias { get; }

    /// <summary>[H d, D].</summary>
    public Tensor Output { get; }

    /// <summary>[D], or null.</summary>
    public Tensor? OutputBias { get; }

    /// <summary>[D, 2 F].</summary>
    public Tensor GateUp { get; }

    /// <summary>[2 F], or null.</summary>
    public Tensor? GateUpBias { get; }

    /// <summary>[F, D].</summary>
    public Tensor Down { get; }

    /// <summary>[D], or null.</summary>
    public Tensor? DownBias { get; }

    /// <summary>Whether attention's input is normalised.</summary>
    public bool HasInputNorm { get; }

    /// <summary>[D], or null where it is folded into <see cref="QueryKeyValue"/> or there is no norm.</summary>
    public Tensor? InputNorm { get; }

    /// <summary>Whether the feed-forward network's input is normalised.</summary>
    public bool HasFeedForwardNorm { get; }

    /// <summary>[D], or null where it is folded into <see cref="GateUp"/> or there is no norm.</summary>
    public Tensor? FeedForwardNorm { get; }

    /// <summary>[D] of the norm after attention, or null where there is none.</summary>
    public Tensor? OutputNorm { get; }

    /// <summary>[D] of the norm after the feed-forward network, or null where there is none.</summary>
    public Tensor? FeedForwardOutputNorm { get; }

    /// <summary>[d], or [H d] for all heads together; null for none.</summary>
    public Tensor? QueryNorm { get; }

    /// <summary>[d], or [KV d] for all heads together; null for none.</summary>
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
    /// <param name="foldScale">Whether attention's factor goes into the queries' matrix where that is exact.</param>
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

    /// <summary>The matrices of projections, one below the other, the first rows (of queries) scaled.</summary>
    private static Tensor Weights(Projection[] projections, ScalarType dtype, (double Factor, long Rows)? scaled)
    {
        var weights = cat([.. projections.Select(projection => Weight(projection, dtype))], 0);
        return Scaled(weights, scaled);
    }

    /// <summary>Their biases one after the other, scaled alike; null where they have none.</summary>
    private static Tensor? Biases(Projection[] projections, ScalarType dtype, (double Factor, long Rows)? scaled)
    {
        if (projections[0].bias is null)
        {
            return null;
        }

        var biases = cat([.. projections.Select(projection => (Tensor)projection.bias!)], 0).to(dtype);
        return Scaled(biases, scaled);
    }

    /// <summary>In place: <c>cat</c> has made a copy.</summary>
    private static Tensor Scaled(Tensor rows, (double Factor, long Rows)? scaled)
    {
        if (scaled is { } of)
        {
            rows.narrow(0, 0, of.Rows).mul_(Scalars.Of(of.Factor));
        }

        return rows;
    }

    private static (double Factor, long Rows) QueryScale(DecoderConfig config) => (config.ScoreFactor, config.QueryWidth);

    /// <summary>
    /// W diag(w), transposed so that rows of activations multiply from the left. In 16 bits the transposed matrix stays a view: libtorch's
    /// products of few rows are then up to twice as fast on the CPU; in F32 there is no difference.
    /// </summary>
    private static Tensor Fold(Tensor weight, RmsNorm? norm, bool folded) =>
        folded ? (norm is null ? weight : weight.mul(norm.Multiplier(weight.dtype))).t().contiguous() : weight.t();

    /// <summary>The weights, with adapters merged where that loses no precision (F32).</summary>
    private static Tensor Weight(Projection projection, ScalarType dtype) =>
        dtype == ScalarType.Float32 ? projection.MergedWeight().to(dtype) : projection.weight.to(dtype);

    private IEnumerable<Tensor> All()
    {
        Tensor?[] tensors =
        [
            QueryKeyValue, QueryKeyValueBias, Output, OutputBias, GateUp, GateUpBias, Down, DownBias, InputNorm, FeedForwardNorm,
            OutputNorm, FeedForwardOutputNorm, QueryNorm, KeyNorm,
        ];
        InferenceAdapter?[] adapters = [QueryKeyValueAdapter, OutputAdapter, GateUpAdapter, DownAdapter];
        return tensors.OfType<Tensor>().Concat(adapters.OfType<InferenceAdapter>().SelectMany(adapter => adapter.Tensors));
    }
}
