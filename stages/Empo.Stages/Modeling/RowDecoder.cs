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
        var place = cache.Open(live);
        var (cosines, signedSines) = stack.Rotation(cache.Capacity);
        (cosines, signedSines) = (
            cosines.index_select(0, cache.Positions).unsqueeze(1), // [R, 1, d]
            signedSines.index_select(0, cache.Positions).unsqueeze(1)
        );
        var mask = cache.Mask(cache.Span(live));
        var hidden = stack.Embed(ids); // [R, D]
        for (var i = 0; i < stack.Layers.Count; i++)
        {
            using var layer = NewDisposeScope();
            var projected = stack.QueryKeyValue(stack.Layers[i], hidden); // [R, (H + 2 KV) d]
            var heads = projected.view(cache.Rows, -1, stack.Config.HeadSize);
            InferenceStack.Rotate(heads.narrow(1, 0, stack.Config.Heads + stack.Config.KeyValueHeads), cosines, signedSines);
            var written = Kept(projected.narrow(1, stack.Config.QueryWidth, 2 * stack.Config.KeyWidth));
            cache.Places(i).index_copy_(0, place, written);
            var mixed = Attend(heads.narrow(1, 0, stack.Config.Heads), cache.Read(i, (int)mask.shape[3]), mask);
            InferenceStack.AddOutput(stack.Layers[i], hidden, As(mixed, hidden.dtype));
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
            stack.PerQuery(heads.narrow(2, config.Heads, config.KeyValueHeads).transpose(1, 2)),
            stack.PerQuery(heads.narrow(2, config.Heads + config.KeyValueHeads, config.KeyValueHeads).transpose(1, 2)),
            is_casual: true
        );
        InferenceStack.AddOutput(layer, hidden, mixed.transpose(1, 2).reshape(prompts * width, -1));
        stack.FeedForward(layer, hidden);
        return kept.DetachFromDisposeScope();
    }

    /// <summary>Queries [R, H, d] over their rows → [R, H d], in the cache's type.</summary>
    private Tensor Attend(Tensor queries, (Tensor Keys, Tensor Values) row, Tensor mask)
    {
        // [R, KV, g, d]
        var byKey = Kept(queries.view(queries.shape[0], stack.Config.KeyValueHeads, stack.Config.QueriesPerKey, stack.Config.HeadSize));
        return functional.scaled_dot_product_attention(byKey, row.Keys, row.Values, mask).reshape(queries.shape[0], -1);
    }

    private Tensor Kept(Tensor heads) => As(heads, stack.CacheDtype);

    private static Tensor As(Tensor tensor, ScalarType type) => tensor.dtype == type ? tensor : tensor.to(type);
}
