using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>
/// Decoding of rows that begin and end at different times, one token of each row a step, against a <see cref="RowCache"/>. The logits equal
/// those of <see cref="CausalDecoder"/> up to rounding, whichever rows share a step.
/// </summary>
/// <remarks>
/// Attention is libtorch's fused one over all positions of a row. The query heads that share a key are the rows of one small matrix, so
/// that no key is repeated. What a row may not see is -∞ added to its scores, which is also the place for a window.
/// </remarks>
internal sealed class RowDecoder(InferenceStack stack)
{
    /// <summary>Runs prompts [n, P] (int64, padded on the right).</summary>
    public RowPrompts Prefill(Tensor ids, IReadOnlyList<long> lengths)
    {
        using var scope = NewDisposeScope();
        var (prompts, width) = (ids.shape[0], ids.shape[1]);
        var (cosines, signedSines) = stack.Rotation(width);
        (cosines, signedSines) = (cosines.unsqueeze(1), signedSines.unsqueeze(1)); // [P, 1, d]
        var hidden = stack.Embed(ids.view(-1));                                    // [n P, D]
        var layers = new Tensor[stack.Layers.Count];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = PrefillLayer(stack.Layers[i], hidden, prompts, cosines, signedSines);
        }

        var last = tensor(lengths.Select((length, prompt) => (prompt * width) + length - 1).ToArray(), device: stack.Device);
        var logits = stack.Head(hidden.index_select(0, last)).DetachFromDisposeScope();
        return new RowPrompts(layers, logits, lengths);
    }

    /// <summary>
    /// One token for each row, [R] int64 → logits of the next [R, V] in F32. Adds the token to the cache.
    /// </summary>
    /// <param name="cache">Where the rows stand.</param>
    /// <param name="ids">The tokens; any id for a row without a response.</param>
    /// <param name="live">The rows whose result is read.</param>
    public Tensor Step(RowCache cache, Tensor ids, IReadOnlyList<int> live)
    {
        using var scope = NewDisposeScope();
        cache.Open(live);
        var (cosines, signedSines) = stack.Rotation(cache.Capacity);
        (cosines, signedSines) = (
            cosines.index_select(0, cache.Positions).unsqueeze(1), // [R, 1, d]
            signedSines.index_select(0, cache.Positions).unsqueeze(1)
        );
        var (place, span) = (cache.Next(), cache.Span(live));
        var mask = cache.Mask(span);
        var hidden = stack.Embed(ids); // [R, D]
        for (var i = 0; i < stack.Layers.Count; i++)
        {
            using var layer = NewDisposeScope();
            var mixed = Attend(stack.Layers[i], hidden, (cosines, signedSines), (cache.Places(i), place), () => cache.Read(i, span), mask);
            InferenceStack.AddOutput(stack.Layers[i], hidden, mixed);
            stack.FeedForward(stack.Layers[i], hidden);
        }

        cache.Advance();
        return stack.Head(hidden).MoveToOuterDisposeScope();
    }

    /// <summary>Changes hidden [n P, D] in place; returns keys and values [n, P, 2 KV d].</summary>
    private Tensor PrefillLayer(InferenceLayer layer, Tensor hidden, long prompts, Tensor cosines, Tensor signedSines)
    {
        using var scope = NewDisposeScope();
        var (config, width) = (stack.Config, hidden.shape[0] / prompts);
        // [n, P, H + 2 KV, d]
        var heads = stack.QueryKeyValue(layer, hidden).view(prompts, width, -1, config.HeadSize);
        InferenceStack.Rotate(heads.narrow(2, 0, config.Heads + config.KeyValueHeads), cosines, signedSines);
        // A copy: as a view it would keep the queries too.
        var kept = Kept(heads.narrow(2, config.Heads, 2 * config.KeyValueHeads)).contiguous().view(prompts, width, -1);
        var mixed = functional.scaled_dot_product_attention(
            heads.narrow(2, 0, config.Heads).transpose(1, 2), // [n, H, P, d]
            PerQuery(heads.narrow(2, config.Heads, config.KeyValueHeads).transpose(1, 2)),
            PerQuery(heads.narrow(2, config.Heads + config.KeyValueHeads, config.KeyValueHeads).transpose(1, 2)),
            is_casual: true
        );
        InferenceStack.AddOutput(layer, hidden, mixed.transpose(1, 2).reshape(prompts * width, -1));
        stack.FeedForward(layer, hidden);
        return kept.DetachFromDisposeScope();
    }

    /// <summary>Writes the token's keys and values, and returns the attention over the rows, [R, H d].</summary>
    private Tensor Attend(
        InferenceLayer layer,
        Tensor hidden,
        (Tensor Cosines, Tensor SignedSines) rotation,
        (Tensor Places, Tensor Place) written,
        Func<(Tensor Keys, Tensor Values)> read,
        Tensor mask
    )
    {
        var (config, rows) = (stack.Config, hidden.shape[0]);
        var projected = stack.QueryKeyValue(layer, hidden); // [R, (H + 2 KV) d]
        var heads = projected.view(rows, -1, config.HeadSize);
        InferenceStack.Rotate(heads.narrow(1, 0, config.Heads + config.KeyValueHeads), rotation.Cosines, rotation.SignedSines);
        written.Places.index_copy_(0, written.Place, Kept(projected.narrow(1, config.QueryWidth, 2 * config.KeyWidth)));
        var (keys, values) = read();
        // [R, KV, g, d]
        var queries = heads.narrow(1, 0, config.Heads).view(rows, config.KeyValueHeads, config.QueriesPerKey, config.HeadSize);
        var mixed = functional.scaled_dot_product_attention(Kept(queries), keys, values, mask).reshape(rows, -1);
        return mixed.dtype == hidden.dtype ? mixed : mixed.to(hidden.dtype);
    }

    private Tensor Kept(Tensor heads) => heads.dtype == stack.CacheDtype ? heads : heads.to(stack.CacheDtype);

    private Tensor PerQuery(Tensor heads) => stack.Config.QueriesPerKey == 1
        ? heads
        : heads.repeat_interleave(stack.Config.QueriesPerKey, 1);
}
