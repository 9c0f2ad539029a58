using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>
/// Sampling with our own decoder. A batch is computed as a whole: members, order and every later rearrangement depend on the batch alone,
/// so the same batch gives the same bytes.
/// </summary>
/// <remarks>Holds rearranged copies of the weights: create a new engine after the policy has changed.</remarks>
internal sealed class LocalEngine(CausalDecoder decoder) : IRolloutEngine, IDisposable
{
    private const int MinPromptTokens = 8;
    private readonly CachedDecoder _cached = new(decoder);

    /// <summary>The model that samples.</summary>
    public CausalDecoder Decoder { get; } = decoder;

    /// <exception cref="UserError">EMPO3020: a prompt that is empty, too long, or holds ids that the model does not have.</exception>
    public IReadOnlyList<Completion> Complete(RolloutBatch batch, CancellationToken cancellation) => Complete(batch, null, cancellation);

    /// <param name="sampled">Called with each token as soon as it is sampled, for all responses in turn; may be null.</param>
    /// <inheritdoc cref="Complete(RolloutBatch, CancellationToken)"/>
    public IReadOnlyList<Completion> Complete(RolloutBatch batch, Action<int>? sampled, CancellationToken cancellation)
    {
        var responses = Responses(batch, sampled);
        using var mode = inference_mode(true);
        using var scope = NewDisposeScope();
        var layout = BatchLayout.Full(batch.Prompts.Count, batch.Samples);
        var sampler = new RowSampler(batch, (int)Decoder.Config.VocabularySize);
        var (cache, logits) = Prefill(batch, layout.GroupSize);
        using var owned = cache;
        sampler.ChooseFirst(logits, layout, responses);
        while (responses.Any(response => !response.Finished))
        {
            cancellation.ThrowIfCancellationRequested();
            layout = Rearranged(layout, cache, responses);
            using var step = NewDisposeScope();
            sampler.Choose(_cached.Step(cache, NextTokens(layout, responses)), layout, responses);
        }

        return [.. responses.Select(response => response.Build(batch.Decoding.Truncates))];
    }

    public void Dispose() => _cached.Dispose();

    /// <summary>Empty responses, ordered by question, then by sample.</summary>
    private ResponseBuilder[] Responses(RolloutBatch batch, Action<int>? sampled)
    {
        foreach (var prompt in batch.Prompts)
        {
            Check(prompt);
        }

        var responses = from question in Enumerable.Range(0, batch.Prompts.Count)
                        let prompt = batch.Prompts[question]
                        let most = MostTokens(batch, prompt.TokenIds.Count)
                        let counter = Method.CounterRandom.Hash(prompt.QuestionId)
                        from sample in Enumerable.Range(batch.FirstSample, batch.Samples)
                        select new ResponseBuilder(question, sample, counter, most, sampled);
        return [.. responses];
    }

    /// <summary>Longest response to a prompt: the requested length, or the model's remaining positions where these are fewer.</summary>
    private int MostTokens(RolloutBatch batch, int promptTokens) =>
        Math.Min(batch.Decoding.MaxTokens, Decoder.Config.MaxPositions - promptTokens);

    private void Check(RolloutPrompt prompt)
    {
        var (positions, vocabulary) = (Decoder.Config.MaxPositions, Decoder.Config.VocabularySize);
        if (prompt.TokenIds.Count == 0 || prompt.TokenIds.Count >= positions)
        {
            throw new UserError(
                "EMPO3020",
                $"The prompt of question {prompt.QuestionId} has {prompt.TokenIds.Count} tokens; the model takes 1 to "
                    + $"{positions - 1}. Lower prompt.max_tokens."
            );
        }

        if (
            prompt.TokenIds.FirstOrDefault(id => id < 0 || id >= vocabulary, -1) is var id
            && (id >= 0 || prompt.TokenIds.Any(token => token < 0))
        )
        {
            throw new UserError(
                "EMPO3020",
                $"The prompt of question {prompt.QuestionId} holds token {id}; the model has {vocabulary}. The questions were "
                    + "prepared with another tokenizer than this model's: take tokenizer.json and weights of one model."
            );
        }
    }

    private (KeyValueCache Cache, Tensor Logits) Prefill(RolloutBatch batch, int groupSize)
    {
        var lengths = batch.Prompts.Select(prompt => (long)prompt.TokenIds.Count).ToArray();
        var width = Math.Min(Decoder.Config.MaxPositions, Math.Max(MinPromptTokens, lengths.Max()));
        var ids = new long[lengths.Length * width];
        for (var i = 0; i < lengths.Length; i++)
        {
            for (var j = 0; j < lengths[i]; j++)
            {
                ids[(i * width) + j] = batch.Prompts[i].TokenIds[j];
            }
        }

        return _cached.Prefill(
            tensor(ids, [lengths.Length, width], device: Decoder.Device),
            lengths,
            groupSize,
            MostTokens(batch, (int)lengths.Min())
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
