using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>
/// Sampling with our own decoder. A batch is computed as a whole: members, order and every later rearrangement depend on the batch alone,
/// so the same batch gives the same bytes.
/// </summary>
/// <remarks>Holds rearranged copies of the weights: create a new engine after the policy has changed.</remarks>
/// <param name="decoder">The model.</param>
/// <param name="dtype">Type to compute in; null for the model's own.</param>
internal sealed class LocalEngine(CausalDecoder decoder, ScalarType? dtype = null) : IRolloutEngine, IDisposable
{
    private const int MinPromptTokens = 8;
    private readonly CachedDecoder _cached = new(decoder, dtype);

    /// <summary>The model that samples.</summary>
    public CausalDecoder Decoder { get; } = decoder;

    /// <summary>The type that it computes in.</summary>
    public ScalarType Dtype { get; } = dtype ?? decoder.Dtype;

    /// <exception cref="UserError">EMPO3020: a prompt that is empty, too long, or holds ids that the model does not have.</exception>
    public IReadOnlyList<Completion> Complete(RolloutBatch batch, CancellationToken cancellation) => Complete(batch, null, cancellation);

    /// <param name="sampled">Called with each token as soon as it is sampled, for all responses in turn; may be null.</param>
    /// <inheritdoc cref="Complete(RolloutBatch, CancellationToken)"/>
    public IReadOnlyList<Completion> Complete(RolloutBatch batch, Action<int>? sampled, CancellationToken cancellation)
    {
        var responses = BatchResponses.Of(batch, Decoder.Config, sampled);
        using var mode = inference_mode(true);
        using var scope = NewDisposeScope();
        var layout = BatchLayout.Full(batch.Prompts.Count, batch.Samples);
        var sampler = new RowSampler(batch.Decoding, batch.Seed, batch.Round, (int)Decoder.Config.VocabularySize);
        var (cache, logits) = Prefill(batch, layout.GroupSize);
        using var owned = cache;
        sampler.ChooseFirst(logits, layout.Rows(responses));
        while (responses.Any(response => !response.Finished))
        {
            cancellation.ThrowIfCancellationRequested();
            layout = Rearranged(layout, cache, responses);
            using var step = NewDisposeScope();
            sampler.Choose(_cached.Step(cache, NextTokens(layout, responses)), layout.Rows(responses));
        }

        return [.. responses.Select(response => response.Build(batch.Decoding.Truncates))];
    }

    public void Dispose() => _cached.Dispose();

    private (KeyValueCache Cache, Tensor Logits) Prefill(RolloutBatch batch, int groupSize)
    {
        var lengths = batch.Prompts.Select(prompt => (long)prompt.TokenIds.Count).ToArray();
        var width = Math.Min(Decoder.Config.MaxPositions, Math.Max(MinPromptTokens, lengths.Max()));
        return _cached.Prefill(
            tensor(PaddedPrompts.Of(batch.Prompts, (int)width), device: Decoder.Device),
            lengths,
            groupSize,
            BatchResponses.MostTokens(batch.Decoding, Decoder.Config, (int)lengths.Min())
        );
    }

    private static BatchLayout Rearranged(BatchLayout layout, KeyValueCache cache, ResponseBuilder[] responses)
    {
        if (layout.Smaller(responses, cache.Length, (int)cache.PromptLengths.Max()) is not { } smaller)
        {
            return layout;
        }

        var groupOf = layout
            .Prompts.Select((prompt, group) => (prompt, group))
            .DistinctBy(pair => pair.prompt)
            .ToDictionary(pair => pair.prompt, pair => (long)pair.group);
        cache.Rearrange([.. smaller.Prompts.Select(prompt => groupOf[prompt])], smaller.RowsFrom(layout), smaller.GroupSize);
        return smaller;
    }

    /// <summary>[R]: the token that each row is fed next; an empty slot gets token 0.</summary>
    private Tensor NextTokens(BatchLayout layout, ResponseBuilder[] responses) =>
        tensor(layout.Slots.Select(slot => slot < 0 ? 0L : responses[slot].LastToken).ToArray(), device: Decoder.Device);
}
