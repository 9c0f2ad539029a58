using Empo.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// A decoder's weights in the form in which sampling computes with them, and the parts of a layer that do not depend on how keys and values
/// are cached.
/// </summary>
/// <remarks>
/// Holds rearranged copies of the weights: create a new instance after the weights have changed. Make all calls inside
/// <c>inference_mode</c>, because activations are overwritten in place.
/// </remarks>
internal sealed class InferenceStack : IDisposable
{
    private readonly RotaryTables _rotary;
    private readonly bool _ownsRotary;
    private readonly Tensor _embedding;     // [V, D]
    private readonly Tensor _head;          // [D, V], the last norm folded in where that is exact
    private readonly Tensor? _lastNorm;     // [D] where it is not
    private readonly Tensor _epsilon;       // [1]
    private readonly double _embeddingFactor;
    private readonly LogitForm _logitForm;

    /// <param name="decoder">The model.</param>
    /// <param name="dtype">Type to compute in; null for the decoder's own.</param>
    /// <param name="foldScale">Whether the attention's 1/√d goes into the queries' matrix where that is exact.</param>
    public InferenceStack(CausalDecoder decoder, ScalarType? dtype = null, bool foldScale = true)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        (Config, Device, Dtype) = (decoder.Config, decoder.Device, dtype ?? decoder.Dtype);
        Windows = Config.Windows;
        Layers = [.. decoder.model.layers.Select(layer => InferenceLayer.Of(layer, decoder.Config, Dtype, foldScale))];
        _ownsRotary = Dtype != decoder.Dtype;
        _rotary = _ownsRotary ? new RotaryTables(decoder.Config, Dtype, decoder.Device) : decoder.model.Rotary;
        var folded = Dtype == ScalarType.Float32;
        var output = decoder.OutputWeight.detach();
        _embedding = decoder.model.embed_tokens.weight.detach().to(Dtype).DetachFromDisposeScope();
        _head = (
            folded ? output.to(Dtype).mul(decoder.model.norm.Multiplier(Dtype)).t().contiguous()
            : decoder.lm_head is null ? _embedding.t()
            : output.to(Dtype).t()
        ).DetachFromDisposeScope();
        _lastNorm = folded ? null : decoder.model.norm.Multiplier(Dtype).DetachFromDisposeScope();
        _epsilon = tensor((float)decoder.Config.RmsNormEpsilon, device: decoder.Device).DetachFromDisposeScope();
        (_embeddingFactor, _logitForm) = (TokenEmbedding.FactorOf(decoder.Config, Dtype), decoder.LogitForm);
    }

    public DecoderConfig Config { get; }

    public Device Device { get; }

    /// <summary>The type that matrices, activations and caches have.</summary>
    public ScalarType Dtype { get; }

    /// <summary>
    /// The type of keys and values that are kept for each row. On the CPU it is F32: attention of few queries over 16-bit keys spends most
    /// of its time on converting them.
    /// </summary>
    public ScalarType CacheDtype => Device.type == DeviceType.CPU ? ScalarType.Float32 : Dtype;

    public IReadOnlyList<InferenceLayer> Layers { get; }

    /// <summary>The sizes of windows, each once; steps ask for them.</summary>
    public IReadOnlyList<int> Windows { get; }

    /// <summary>The positions 0..length-1, [length, r] each. Views: dispose them, not the tables.</summary>
    public RotationSet Rotations(long length) => _rotary.Upto(length);

    /// <summary>What the layers need to know of prompts of a length. Use it inside the current dispose scope.</summary>
    public SequenceContext Context(long length) => new(Config, _rotary.Upto(length), length, Dtype, Device);

    /// <summary>[N] int64 → [N, D].</summary>
    public Tensor Embed(Tensor ids)
    {
        var rows = _embedding.index_select(0, ids);
        return _embeddingFactor == 1 ? rows : rows.mul_(Scalars.Of(_embeddingFactor));
    }

    /// <summary>hidden [N, D] → queries, keys and values side by side [N, (H + 2 KV) d], before the rotation.</summary>
    public Tensor QueryKeyValue(InferenceLayer layer, Tensor hidden)
    {
        var normalized = layer.HasInputNorm ? Normalize(hidden, layer.InputNorm) : hidden;
        var projected = Product(normalized, layer.QueryKeyValue, layer.QueryKeyValueBias);
        layer.QueryKeyValueAdapter?.AddTo(projected, normalized);
        if (layer.QueryNorm is null)
        {
            return projected;
        }

        var (queries, keys) = QueriesAndKeys(projected);
        queries.copy_(Normalize(queries, layer.QueryNorm));
        keys.copy_(Normalize(keys, layer.KeyNorm));
        return projected;
    }

    /// <summary>Keys or values [n, KV, P, d] for each query head, [n, H, P, d].</summary>
    public Tensor PerQuery(Tensor heads) => Config.QueriesPerKey == 1 ? heads : heads.repeat_interleave(Config.QueriesPerKey, 1);

    /// <summary>hidden += the output projection of mixed, in place.</summary>
    public void AddOutput(InferenceLayer layer, Tensor hidden, Tensor mixed) =>
        Add(hidden, mixed, layer.Output, layer.OutputBias, layer.OutputAdapter, layer.OutputNorm);

    /// <summary>hidden += down(f(gate) · up), in place.</summary>
    public void FeedForward(InferenceLayer layer, Tensor hidden)
    {
        var normalized = layer.HasFeedForwardNorm ? Normalize(hidden, layer.FeedForwardNorm) : hidden;
        var both = Product(normalized, layer.GateUp, layer.GateUpBias); // [N, 2 F]
        layer.GateUpAdapter?.AddTo(both, normalized);
        var gate = both.narrow(1, 0, Config.IntermediateSize);
        var activated = Config.Activation switch
        {
            GateActivation.Silu => gate.silu_(),
            GateActivation.GeluTanh => GeluTanh.Of(gate),
        };
        activated.mul_(both.narrow(1, Config.IntermediateSize, Config.IntermediateSize));
        Add(hidden, activated, layer.Down, layer.DownBias, layer.DownAdapter, layer.FeedForwardOutputNorm);
    }

    /// <summary>Hidden states [N, D] → logits [N, V] in F32.</summary>
    public Tensor Head(Tensor hidden)
    {
        var products = Normalize(hidden, _lastNorm).mm(_head);
        var logits = products.dtype == ScalarType.Float32 ? products : products.to(ScalarType.Float32);
        _logitForm.Apply(logits);
        return logits;
    }

    public void Dispose()
    {
        foreach (var layer in Layers)
        {
            layer.Dispose();
        }

        if (_ownsRotary)
        {
            _rotary.Dispose();
        }

        _embedding.Dispose();
        _head.Dispose();
        _lastNorm?.Dispose();
        _epsilon.Dispose();
    }

    private static Tensor Product(Tensor input, Tensor matrix, Tensor? bias) =>
        bias is null ? input.mm(matrix) : addmm(bias, input, matrix, 1, 1);

    /// <summary>hidden += factor · norm(input · matrix + bias), in place.</summary>
    private void Add(Tensor hidden, Tensor input, Tensor matrix, Tensor? bias, InferenceAdapter? adapter, Tensor? norm)
    {
        if (bias is null && norm is null && Config.ResidualScale == 1)
        {
            hidden.addmm_(input, matrix);
            adapter?.AddTo(hidden, input);
            return;
        }

        var output = Product(input, matrix, bias);
        adapter?.AddTo(output, input);
        hidden.add_(norm is null ? output : Normalize(output, norm), Scalars.Of(Config.ResidualScale));
    }

    /// <summary>
    /// What is normalised of projected [N, (H + 2 KV) d]: views [N, H, d] and [N, KV, d], or [N, H d] and [N, KV d] of all heads together.
    /// </summary>
    private (Tensor Queries, Tensor Keys) QueriesAndKeys(Tensor projected)
    {
        if (Config.QueryKeyNorm == QueryKeyNorm.WholeWidth)
        {
            return (projected.narrow(1, 0, Config.QueryWidth), projected.narrow(1, Config.QueryWidth, Config.KeyWidth));
        }

        var heads = projected.view(projected.shape[0], -1, Config.HeadSize);
        return (heads.narrow(1, 0, Config.Heads), heads.narrow(1, Config.Heads, Config.KeyValueHeads));
    }

    /// <summary>
    /// RMS normalisation over the last dimension; <paramref name="weight"/> null where it is folded into the next matrix. The result has
    /// the input's type.
    /// </summary>
    private Tensor Normalize(Tensor input, Tensor? weight)
    {
        var isExact = weight is not null && weight.dtype != input.dtype; // an offset plus a weight, in F32: the product is rounded
        if (FusedRmsNorm.Serves(input)
            && FusedRmsNorm.Of(isExact ? input.to(ScalarType.Float32) : input, Config.RmsNormEpsilon) is { } fused)
        {
            var scaled = weight is null ? fused : fused.mul_(weight);
            return isExact ? scaled.to(input.dtype) : scaled;
        }

        var single = input.dtype == ScalarType.Float32 ? input : input.to(ScalarType.Float32);
        var norm = single.norm(-1, keepdim: true);
        var normalized = single.mul(addcmul(_epsilon, norm, norm, Scalars.Of(1.0 / input.shape[^1])).rsqrt_());
        if (weight is null)
        {
            return normalized;
        }

        var multiplied = normalized.to(weight.dtype).mul_(weight);
        return isExact ? multiplied.to(input.dtype) : multiplied;
    }
}
