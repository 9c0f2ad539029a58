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
    private readonly RotaryEmbedding _rotary;
    private readonly bool _ownsRotary;
    private readonly Tensor _embedding;     // [V, D]
    private readonly Tensor _head;          // [D, V], the last norm folded in where that is exact
    private readonly Tensor? _lastNorm;     // [D] where it is not
    private readonly Tensor _epsilon;       // [1]

    /// <param name="decoder">The model.</param>
    /// <param name="dtype">Type to compute in; null for the decoder's own.</param>
    /// <param name="foldScale">Whether the attention's 1/√d goes into the queries' matrix where that is exact.</param>
    public InferenceStack(CausalDecoder decoder, ScalarType? dtype = null, bool foldScale = true)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        (Config, Device, Dtype) = (decoder.Config, decoder.Device, dtype ?? decoder.Dtype);
        Layers = [.. decoder.model.layers.Select(layer => InferenceLayer.Of(layer, decoder.Config, Dtype, foldScale))];
        _ownsRotary = Dtype != decoder.Dtype;
        _rotary = _ownsRotary ? new RotaryEmbedding(decoder.Config, Dtype, decoder.Device) : decoder.model.Rotary;
        var folded = Dtype == ScalarType.Float32;
        var output = decoder.OutputWeight.detach();
        _embedding = decoder.model.embed_tokens.weight.detach().to(Dtype).DetachFromDisposeScope();
        _head = (
            folded ? output.to(Dtype).mul(decoder.model.norm.weight.to(Dtype)).t().contiguous()
            : decoder.lm_head is null ? _embedding.t()
            : output.to(Dtype).t()
        ).DetachFromDisposeScope();
        _lastNorm = folded ? null : decoder.model.norm.weight.detach().to(Dtype).DetachFromDisposeScope();
        _epsilon = tensor((float)decoder.Config.RmsNormEpsilon, device: decoder.Device).DetachFromDisposeScope();
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

    /// <summary>cos and signed sin of the positions 0..length-1, each [length, d]. Views: dispose them, not the tables.</summary>
    public (Tensor Cosines, Tensor SignedSines) Rotation(long length) => _rotary.Upto(length);

    /// <summary>[N] int64 → [N, D].</summary>
    public Tensor Embed(Tensor ids) => _embedding.index_select(0, ids);

    /// <summary>hidden [N, D] → queries, keys and values side by side [N, (H + 2 KV) d], before the rotation.</summary>
    public Tensor QueryKeyValue(InferenceLayer layer, Tensor hidden)
    {
        var normalized = Normalize(hidden, layer.InputNorm);
        var projected = layer.QueryKeyValueBias is null
            ? normalized.mm(layer.QueryKeyValue)
            : addmm(layer.QueryKeyValueBias, normalized, layer.QueryKeyValue, 1, 1);
        layer.QueryKeyValueAdapter?.AddTo(projected, normalized);
        if (layer.QueryNorm is null)
        {
            return projected;
        }

        var heads = projected.view(hidden.shape[0], -1, Config.HeadSize);
        var queries = heads.narrow(1, 0, Config.Heads);
        var keys = heads.narrow(1, Config.Heads, Config.KeyValueHeads);
        queries.copy_(Normalize(queries, layer.QueryNorm));
        keys.copy_(Normalize(keys, layer.KeyNorm));
        return projected;
    }

    /// <summary>Keys or values [n, KV, P, d] for each query head, [n, H, P, d].</summary>
    public Tensor PerQuery(Tensor heads) => Config.QueriesPerKey == 1 ? heads : heads.repeat_interleave(Config.QueriesPerKey, 1);

    /// <summary>Rotates queries and keys [.., d] in place; cos and signed sin must broadcast to them.</summary>
    public static void Rotate(Tensor heads, Tensor cosines, Tensor signedSines)
    {
        var rolled = heads.roll(heads.shape[^1] / 2, -1);
        heads.mul_(cosines).addcmul_(rolled, signedSines, Scalars.One);
    }

    /// <summary>hidden += the output projection of mixed, in place.</summary>
    public static void AddOutput(InferenceLayer layer, Tensor hidden, Tensor mixed)
    {
        hidden.addmm_(mixed, layer.Output);
        layer.OutputAdapter?.AddTo(hidden, mixed);
    }

    /// <summary>hidden += down(silu(gate) · up), in place.</summary>
    public void FeedForward(InferenceLayer layer, Tensor hidden)
    {
        var normalized = Normalize(hidden, layer.FeedForwardNorm);
        var both = normalized.mm(layer.GateUp); // [N, 2 F]
        layer.GateUpAdapter?.AddTo(both, normalized);
        var gate = both.narrow(1, 0, Config.IntermediateSize);
        gate.silu_().mul_(both.narrow(1, Config.IntermediateSize, Config.IntermediateSize));
        hidden.addmm_(gate, layer.Down);
        layer.DownAdapter?.AddTo(hidden, gate);
    }

    /// <summary>Hidden states [N, D] → logits [N, V] in F32.</summary>
    public Tensor Head(Tensor hidden)
    {
        var logits = Normalize(hidden, _lastNorm).mm(_head);
        return logits.dtype == ScalarType.Float32 ? logits : logits.to(ScalarType.Float32);
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

    /// <summary>
    /// RMS normalisation over the last dimension; <paramref name="weight"/> null where it is folded into the next matrix.
    /// </summary>
    private Tensor Normalize(Tensor input, Tensor? weight)
    {
        if (FusedRmsNorm.Serves(input) && FusedRmsNorm.Of(input, Config.RmsNormEpsilon) is { } fused)
        {
            return weight is null ? fused : fused.mul_(weight);
        }

        var single = input.dtype == ScalarType.Float32 ? input : input.to(ScalarType.Float32);
        var norm = single.norm(-1, keepdim: true);
        var normalized = single.mul(addcmul(_epsilon, norm, norm, Scalars.Of(1.0 / input.shape[^1])).rsqrt_());
        return weight is null ? normalized : normalized.to(weight.dtype).mul_(weight);
    }
}
