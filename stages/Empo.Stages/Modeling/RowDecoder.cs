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
        var context = stack.Context(width);
        var hidden = stack.Embed(ids.view(-1)); // [n P, D]
        var layers = new Tensor[stack.Layers.Count];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = PrefillLayer(stack.Layers[i], hidden, prompts, context);
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
        var rotations = stack.Rotations(cache.Capacity).Map(table => table.index_select(0, cache.Positions).unsqueeze(1)); // [R, 1, r]
        var masks = Masks(cache, cache.Span(live));
        var hidden = stack.Embed(ids); // [R, D]
        for (var i = 0; i < stack.Layers.Count; i++)
        {
            using var scopeOfLayer = NewDisposeScope();
            var layer = stack.Layers[i];
            var projected = stack.QueryKeyValue(layer, hidden); // [R, (H + 2 KV) d]
            var heads = projected.view(cache.Rows, -1, stack.Config.HeadSize);
            rotations[layer.Form.Rotation]?.Apply(heads.narrow(1, 0, stack.Config.Heads + stack.Config.KeyValueHeads));
            var written = Kept(projected.narrow(1, stack.Config.QueryWidth, 2 * stack.Config.KeyWidth));
            cache.Places(i).index_copy_(0, place, written);
            var mask = masks[layer.Form.Window ?? 0];
            var mixed = Attend(layer, heads.narrow(1, 0, stack.Config.Heads), cache.Read(i, (int)mask.shape[3]), mask);
            stack.AddOutput(layer, hidden, As(mixed, hidden.dtype));
            stack.FeedForward(layer, hidden);
        }

        cache.Advance();
        return stack.Head(hidden).MoveToOuterDisposeScope();
    }

    /// <summary>Changes hidden [n P, D] in place; returns keys and values [n, P, 2 KV d].</summary>
    private Tensor PrefillLayer(InferenceLayer layer, Tensor hidden, long prompts, SequenceContext context)
    {
        using var scope = NewDisposeScope();
        var (config, width) = (stack.Config, hidden.shape[0] / prompts);
        // [n, P, H + 2 KV, d]
        var heads = stack.QueryKeyValue(layer, hidden).view(prompts, width, -1, config.HeadSize);
        context.Rotation(layer.Form)?.Apply(heads.narrow(2, 0, config.Heads + config.KeyValueHeads));
        // A copy: as a view it would keep the queries too.
        var kept = Kept(heads.narrow(2, config.Heads, 2 * config.KeyValueHeads)).contiguous().view(prompts, width, -1);
        var mixed = Attention.Causal(
            config,
            heads.narrow(2, 0, config.Heads).transpose(1, 2), // [n, H, P, d]
            stack.PerQuery(heads.narrow(2, config.Heads, config.KeyValueHeads).transpose(1, 2)),
            stack.PerQuery(heads.narrow(2, config.Heads + config.KeyValueHeads, config.KeyValueHeads).transpose(1, 2)),
            layer.ScoreScale,
            context.Mask(layer.Form)
        );
        stack.AddOutput(layer, hidden, mixed.transpose(1, 2).reshape(prompts * width, -1));
        stack.FeedForward(layer, hidden);
        return kept.DetachFromDisposeScope();
    }

    /// <summary>Queries [R, H, d] over their rows → [R, H d], in the cache's type.</summary>
    private Tensor Attend(InferenceLayer layer, Tensor queries, (Tensor Keys, Tensor Values) row, Tensor mask)
    {
        // [R, KV, g, d]
        var byKey = Kept(queries.view(queries.shape[0], stack.Config.KeyValueHeads, stack.Config.QueriesPerKey, stack.Config.HeadSize));
        var mixed = stack.Config.AttentionSoftcap is { } cap
            ? Attention.Capped(byKey, row.Keys, row.Values, layer.ScoreScale, cap, mask)
            : functional.scaled_dot_product_attention(Attention.ForLibrary(byKey, layer.ScoreScale), row.Keys, row.Values, mask);
        return mixed.reshape(queries.shape[0], -1);
    }

    /// <summary>For each window, and 0 for none: what is added to the scores of a row's positions, [R, 1, 1, span].</summary>
    private Dictionary<int, Tensor> Masks(RowCache cache, int span)
    {
        var masks = new Dictionary<int, Tensor> { [0] = cache.Mask(span) };
        foreach (var window in stack.Windows)
        {
            masks[window] = window >= span ? masks[0] : cache.Mask(span, window);
        }

        return masks;
    }

    private Tensor Kept(Tensor heads) => As(heads, stack.CacheDtype);

    private static Tensor As(Tensor tensor, ScalarType type) => tensor.dtype == type ? tensor : tensor.to(type);
}
