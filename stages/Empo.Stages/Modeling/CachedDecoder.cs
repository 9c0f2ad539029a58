using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// The decoder for sampling: prompts run once in full, then one token per step against a <see cref="KeyValueCache"/>. The logits equal
/// those of <see cref="CausalDecoder"/> up to rounding.
/// </summary>
/// <remarks>
/// Holds rearranged copies of the weights: create a new instance after the weights have changed. Make all calls inside
/// <c>inference_mode</c>, because caches and activations are overwritten in place.
/// </remarks>
internal sealed class CachedDecoder(CausalDecoder decoder, ScalarType? dtype = null) : IDisposable
{
    private readonly InferenceStack _stack = new(decoder, dtype);
    private readonly DecoderConfig _config = decoder.Config;

    /// <summary>
    /// Runs the prompts [G, P] (int64, padded on the right) and returns the cache for <paramref name="groupSize"/> rows each, and the
    /// logits of each prompt's last token [G, V] in F32.
    /// </summary>
    public (KeyValueCache Cache, Tensor Logits) Prefill(Tensor ids, IReadOnlyList<long> lengths, int groupSize, int mostTokens)
    {
        using var scope = NewDisposeScope();
        var (groups, width) = (ids.shape[0], ids.shape[1]);
        var context = _stack.Context(width);
        var hidden = _stack.Embed(ids.view(-1));                                                   // [G P, D]
        var (keys, values) = (new Tensor[_stack.Layers.Count], new Tensor[_stack.Layers.Count]);
        for (var i = 0; i < keys.Length; i++)
        {
            (keys[i], values[i]) = PrefillLayer(_stack.Layers[i], hidden, groups, context);
        }

        var last = tensor(lengths.Select((length, group) => (group * width) + length - 1).ToArray(), device: _stack.Device);
        var logits = _stack.Head(hidden.index_select(0, last)).MoveToOuterDisposeScope();
        return (new KeyValueCache(_config, new PromptCache(keys, values, lengths), groupSize, mostTokens), logits);
    }

    /// <summary>One token for each row, [R] int64 → logits of the next [R, V] in F32. Adds the token to the cache.</summary>
    public Tensor Step(KeyValueCache cache, Tensor ids)
    {
        using var scope = NewDisposeScope();
        cache.Reserve();
        var rotations = Rotations(cache);
        var masks = PromptMasks(cache);
        var hidden = _stack.Embed(ids); // [R, D]
        for (var i = 0; i < _stack.Layers.Count; i++)
        {
            var form = _stack.Layers[i].Form;
            StepLayer(_stack.Layers[i], i, hidden, cache, rotations[form.Rotation], masks[form.Window ?? 0]);
        }

        cache.Length++;
        return _stack.Head(hidden).MoveToOuterDisposeScope();
    }

    public void Dispose() => _stack.Dispose();

    /// <summary>Changes hidden [G P, D] in place; returns keys and values [G, KV, P, d].</summary>
    private (Tensor Keys, Tensor Values) PrefillLayer(InferenceLayer layer, Tensor hidden, long groups, SequenceContext context)
    {
        using var scope = NewDisposeScope();
        var width = hidden.shape[0] / groups;
        // [G, P, H + 2 KV, d]
        var heads = _stack.QueryKeyValue(layer, hidden).view(groups, width, -1, _config.HeadSize);
        context.Rotation(layer.Form)?.Apply(heads.narrow(2, 0, _config.Heads + _config.KeyValueHeads));
        var queries = heads.narrow(2, 0, _config.Heads).transpose(1, 2);                                                   // [G, H, P, d]
        var keys = heads.narrow(2, _config.Heads, _config.KeyValueHeads).transpose(1, 2).contiguous();                     // [G, KV, P, d]
        var values = heads.narrow(2, _config.Heads + _config.KeyValueHeads, _config.KeyValueHeads).transpose(1, 2).contiguous();

        var mixed = Attention.Causal(
            _config,
            queries,
            _stack.PerQuery(keys),
            _stack.PerQuery(values),
            layer.ScoreScale,
            context.Mask(layer.Form)
        );
        _stack.AddOutput(layer, hidden, mixed.transpose(1, 2).reshape(groups * width, -1));
        _stack.FeedForward(layer, hidden);
        return (keys.DetachFromDisposeScope(), values.DetachFromDisposeScope());
    }

    /// <summary>Changes hidden [R, D] in place and writes the token's keys and values into the cache.</summary>
    private void StepLayer(InferenceLayer layer, int index, Tensor hidden, KeyValueCache cache, Rotation? rotation, Tensor? promptMask)
    {
        using var scope = NewDisposeScope();
        var (rows, keyValueHeads, size) = (cache.Rows, _config.KeyValueHeads, _config.HeadSize);
        // [R, H + 2 KV, d]
        var heads = _stack.QueryKeyValue(layer, hidden).view(rows, -1, size);
        rotation?.Apply(heads.narrow(1, 0, _config.Heads + keyValueHeads));
        var written = heads.narrow(1, _config.Heads, 2 * keyValueHeads).view(rows, 2, keyValueHeads, size).transpose(0, 1); // [2, R, KV, d]
        cache.Responses[index].select(3, cache.Length).copy_(written);
        _stack.AddOutput(layer, hidden, Attend(layer, index, heads.narrow(1, 0, _config.Heads), cache, promptMask));
        _stack.FeedForward(layer, hidden);
    }

    /// <summary>
    /// Queries [R, H, d] over prompt and response → [R, H d]. Query heads are viewed as [KV, g], so that no key is repeated; over the
    /// prompt the S rows of a group are rows of one matrix product.
    /// </summary>
    private Tensor Attend(InferenceLayer layer, int index, Tensor queries, KeyValueCache cache, Tensor? promptMask)
    {
        int groups = cache.Groups,
            samples = cache.GroupSize,
            rows = cache.Rows,
            shared = _config.QueriesPerKey,
            size = _config.HeadSize,
            keyValueHeads = _config.KeyValueHeads;
        var first = layer.Form.Window is { } window ? Math.Max(0, cache.Length + 1 - window) : 0;
        var (length, prompt) = (cache.Length + 1 - first, cache.PromptKeys[index].shape[2]);
        // [G, KV, S, g, d]
        var byGroup = queries.view(groups, samples, keyValueHeads, shared, size).transpose(1, 2);
        // [2, R, KV, t, d]
        var responses = cache.Responses[index].narrow(3, first, length);
        var responseKeys = responses.select(0, 0).view(rows * keyValueHeads, length, size);
        var responseValues = responses.select(0, 1).view(rows * keyValueHeads, length, size);
        var promptKeys = cache.PromptKeys[index].view(groups * keyValueHeads, prompt, size);
        var promptValues = cache.PromptValues[index].view(groups * keyValueHeads, prompt, size);

        var promptScores = Scores(layer, byGroup.reshape(groups * keyValueHeads, samples * shared, size), promptKeys)
            .view(groups, keyValueHeads, samples, shared, prompt);
        var responseScores = Scores(layer, queries.reshape(rows * keyValueHeads, shared, size), responseKeys)
            .view(groups, samples, keyValueHeads, shared, length)
            .transpose(1, 2);
        if (promptMask is not null)
        {
            promptScores.add_(promptMask, Scalars.One);
        }

        // [G, KV, S, g, P + t]
        var scores = cat([promptScores, responseScores], -1);
        var finished = layer.ScoreScale == 1 || _config.AttentionSoftcap is not null;
        var weights = (finished ? scores : scores.mul_(Scalars.Of(layer.ScoreScale))).softmax(-1).to(queries.dtype);
        var overPrompt = bmm(weights.narrow(-1, 0, prompt).view(groups * keyValueHeads, samples * shared, prompt), promptValues)
            // [G, S, KV, g, d]
            .view(groups, keyValueHeads, samples, shared, size)
            .transpose(1, 2);
        var overResponse = bmm(
                weights.narrow(-1, prompt, length).transpose(1, 2).reshape(rows * keyValueHeads, shared, length),
                responseValues
            )
            .view(groups, samples, keyValueHeads, shared, size);
        return overResponse.add_(overPrompt, Scalars.One).view(rows, -1);
    }

    /// <summary>
    /// [N, M, d] · [N, K, d]ᵀ → [N, M, K] in F32: a score near 10 rounded to bfloat16 would be off by 0.03, and its weight by as much. With
    /// a soft cap, scaled and capped; otherwise still to be scaled.
    /// </summary>
    private Tensor Scores(InferenceLayer layer, Tensor queries, Tensor keys)
    {
        var scores = queries.dtype == ScalarType.Float32
            ? bmm(queries, keys.transpose(1, 2))
            : bmm(queries.to(ScalarType.Float32), keys.to(ScalarType.Float32).transpose(1, 2));
        return _config.AttentionSoftcap is { } cap ? Attention.CapInPlace(scores.mul_(Scalars.Of(layer.ScoreScale)), cap) : scores;
    }

    /// <summary>
    /// For each window, and 0 for none: what is added to scores of the prompts' keys, [G, 1, 1, 1, P], or null where all are seen.
    /// </summary>
    private Dictionary<int, Tensor?> PromptMasks(KeyValueCache cache)
    {
        var masks = new Dictionary<int, Tensor?> { [0] = cache.PromptMask };
        foreach (var window in _stack.Windows)
        {
            // The query at position q sees the keys after q - window.
            long[] hidden = [.. cache.PromptLengths.Select(length => length + cache.Length - window)];
            masks[window] = hidden.Max() < 0 ? cache.PromptMask : Masked(cache, hidden);
        }

        return masks;
    }

    /// <summary>The mask of padding, and -∞ besides at the keys up to a position of each group.</summary>
    private static Tensor Masked(KeyValueCache cache, long[] hidden)
    {
        using var scope = NewDisposeScope();
        var keys = cache.PromptKeys[0];
        var places = Scalars.With(keys.shape[2], end => arange(Scalars.Zero, end, Scalars.One, ScalarType.Int64, keys.device)).unsqueeze(0);
        var mask = cache.PromptMask ?? zeros([hidden.Length, 1, 1, 1, keys.shape[2]], ScalarType.Float32, keys.device);
        var outside = places.le(tensor(hidden, device: keys.device).unsqueeze(1)).view(hidden.Length, 1, 1, 1, -1);
        return mask.masked_fill(outside, Scalars.Of(float.NegativeInfinity)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The rotations of the rows' next position: [1, r] where all prompts are equally long, else [R, 1, r]. A row that ended at the
    /// model's last position is still computed with the others, at that position; its result is not read.
    /// </summary>
    private RotationSet Rotations(KeyValueCache cache)
    {
        var rotations = _stack.Rotations(Math.Min(_config.MaxPositions, cache.PromptLengths.Max() + cache.Length + 1));
        if (cache.PromptMask is null)
        {
            var position = cache.PromptLengths[0] + cache.Length;
            return rotations.Map(table => table.narrow(0, position, 1));
        }

        var positions = tensor(
            cache
                .PromptLengths.SelectMany(length =>
                    Enumerable.Repeat(Math.Min(_config.MaxPositions - 1, length + cache.Length), cache.GroupSize)
                )
                .ToArray(),
            device: _stack.Device
        );
        return rotations.Map(table => table.index_select(0, positions).unsqueeze(1));
    }
}
