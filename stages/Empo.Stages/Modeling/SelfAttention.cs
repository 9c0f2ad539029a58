using Empo.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>Causal grouped-query attention over whole sequences, for training and as the oracle of cached decoding.</summary>
internal sealed class SelfAttention : Module<Tensor, Tensor, Tensor, Tensor>
{
    internal readonly Projection q_proj;
    internal readonly Projection k_proj;
    internal readonly Projection v_proj;
    internal readonly Projection o_proj;
    internal readonly RmsNorm? q_norm;
    internal readonly RmsNorm? k_norm;
    private readonly DecoderConfig _config;

    public SelfAttention(DecoderConfig config, ScalarType dtype, Device device)
        : base(nameof(SelfAttention))
    {
        _config = config;
        q_proj = new Projection(LayerProjection.Query, config, dtype, device);
        k_proj = new Projection(LayerProjection.Key, config, dtype, device);
        v_proj = new Projection(LayerProjection.Value, config, dtype, device);
        o_proj = new Projection(LayerProjection.Output, config, dtype, device);
        q_norm = config.QueryKeyNorm ? new RmsNorm(config.HeadSize, config.RmsNormEpsilon, dtype, device) : null;
        k_norm = config.QueryKeyNorm ? new RmsNorm(config.HeadSize, config.RmsNormEpsilon, dtype, device) : null;
        RegisterComponents();
    }

    /// <summary>hidden [B, T, D], cosines and signed sines [T, 1, d] → [B, T, D].</summary>
    public override Tensor forward(Tensor hidden, Tensor cosines, Tensor signedSines)
    {
        using var scope = NewDisposeScope();
        long batch = hidden.shape[0], length = hidden.shape[1];
        // [B, T, H, d]
        var queries = Rotated(q_proj.forward(hidden).view(batch, length, _config.Heads, _config.HeadSize), q_norm, cosines, signedSines);
        // [B, T, KV, d]
        var keys = Rotated(
            k_proj.forward(hidden).view(batch, length, _config.KeyValueHeads, _config.HeadSize),
            k_norm,
            cosines,
            signedSines
        );
        // [B, T, KV, d]
        var values = v_proj.forward(hidden).view(batch, length, _config.KeyValueHeads, _config.HeadSize);
        // [B, H, T, d]
        var mixed = functional.scaled_dot_product_attention(queries.transpose(1, 2), PerQuery(keys), PerQuery(values), is_casual: true);
        return o_proj.forward(mixed.transpose(1, 2).reshape(batch, length, -1)).MoveToOuterDisposeScope();
    }

    private static Tensor Rotated(Tensor heads, RmsNorm? norm, Tensor cosines, Tensor signedSines) =>
        RotaryEmbedding.Rotate(norm is null ? heads : norm.forward(heads), cosines, signedSines);

    /// <summary>[B, T, KV, d] → [B, H, T, d]: each key head is repeated once for every query head that shares it.</summary>
    private Tensor PerQuery(Tensor heads) => heads.transpose(1, 2).repeat_interleave(_config.QueriesPerKey, 1);
}
