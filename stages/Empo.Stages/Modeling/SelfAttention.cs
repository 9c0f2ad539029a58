using Empo.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>
/// Causal grouped-query attention over whole sequences, for training and as the oracle of cached decoding. Query, key and value are three
/// matrices, or one that holds all.
/// </summary>
internal sealed class SelfAttention : Module
{
    internal readonly Projection? q_proj;
    internal readonly Projection? k_proj;
    internal readonly Projection? v_proj;
    internal readonly Projection? qkv_proj;
    internal readonly Projection o_proj;
    internal readonly RmsNorm? q_norm;
    internal readonly RmsNorm? k_norm;
    private readonly DecoderConfig _config;
    private readonly LayerForm _form;

    public SelfAttention(DecoderConfig config, LayerForm form, ScalarType dtype, Device device)
        : base(nameof(SelfAttention))
    {
        (_config, _form) = (config, form);
        if (config.FusedProjections)
        {
            qkv_proj = new Projection(LayerProjection.QueryKeyValue, config, dtype, device);
        }
        else
        {
            q_proj = new Projection(LayerProjection.Query, config, dtype, device);
            k_proj = new Projection(LayerProjection.Key, config, dtype, device);
            v_proj = new Projection(LayerProjection.Value, config, dtype, device);
        }

        o_proj = new Projection(LayerProjection.Output, config, dtype, device);
        var (queryWidth, keyWidth) = config.QueryKeyNorm switch
        {
            QueryKeyNorm.None => (0L, 0L),
            QueryKeyNorm.PerHead => (config.HeadSize, config.HeadSize),
            QueryKeyNorm.WholeWidth => (config.QueryWidth, config.KeyWidth),
        };
        q_norm = queryWidth > 0 ? new RmsNorm(queryWidth, config, dtype, device) : null;
        k_norm = keyWidth > 0 ? new RmsNorm(keyWidth, config, dtype, device) : null;
        RegisterComponents();
    }

    /// <summary>The matrices whose outputs side by side are queries, keys and values.</summary>
    public Projection[] QueryKeyValue => qkv_proj is null ? [q_proj!, k_proj!, v_proj!] : [qkv_proj];

    /// <summary>hidden [B, T, D] → [B, T, D].</summary>
    public Tensor Forward(Tensor hidden, SequenceContext context)
    {
        using var scope = NewDisposeScope();
        long batch = hidden.shape[0], length = hidden.shape[1];
        var fused = qkv_proj?.forward(hidden);
        var rotation = context.Rotation(_form);
        // [B, T, H, d]
        var queries = Heads(fused?.narrow(2, 0, _config.QueryWidth) ?? q_proj!.forward(hidden), _config.Heads, q_norm, rotation);
        // [B, T, KV, d]
        var keys = Heads(
            fused?.narrow(2, _config.QueryWidth, _config.KeyWidth) ?? k_proj!.forward(hidden),
            _config.KeyValueHeads,
            k_norm,
            rotation
        );
        // [B, T, KV, d]
        var values = (fused?.narrow(2, _config.QueryWidth + _config.KeyWidth, _config.KeyWidth) ?? v_proj!.forward(hidden))
            .view(batch, length, _config.KeyValueHeads, _config.HeadSize);
        // [B, H, T, d]
        var mixed = Attention.Causal(
            _config,
            queries.transpose(1, 2),
            PerQuery(keys),
            PerQuery(values),
            _config.ScoreFactor,
            context.Mask(_form)
        );
        return o_proj.forward(mixed.transpose(1, 2).reshape(batch, length, -1)).MoveToOuterDisposeScope();
    }

    /// <summary>[B, T, n d] → [B, T, n, d], normalised and rotated.</summary>
    private Tensor Heads(Tensor projected, long count, RmsNorm? norm, Rotation? rotation)
    {
        var whole = norm is not null && _config.QueryKeyNorm == QueryKeyNorm.WholeWidth ? norm.forward(projected) : projected;
        var heads = whole.view(projected.shape[0], projected.shape[1], count, _config.HeadSize);
        var normalized = norm is not null && _config.QueryKeyNorm == QueryKeyNorm.PerHead ? norm.forward(heads) : heads;
        return rotation?.Of(normalized) ?? normalized;
    }

    /// <summary>[B, T, KV, d] → [B, H, T, d]: each key head is repeated once for every query head that shares it.</summary>
    private Tensor PerQuery(Tensor heads) => heads.transpose(1, 2).repeat_interleave(_config.QueriesPerKey, 1);
}
