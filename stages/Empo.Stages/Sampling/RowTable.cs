using Empo.Experiments.Resources;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Sampling;

/// <summary>The rows of continuous batching: which sample is in which row, and the two moves, refilling rows and a step of all.</summary>
internal sealed class RowTable : IDisposable
{
    /// <summary>
    /// Rows are refilled when this share of them is free: a prefill for several rows costs little more than one for a single row.
    /// </summary>
    private const double FreeShare = 1.0 / 16;

    /// <summary>Once nothing waits, rows are gathered when this share of them or less holds a response.</summary>
    private const double GatherShare = 0.75;

    private readonly InferenceStack _stack;
    private readonly RowDecoder _decoder;
    private readonly SampleQueue _queue;
    private readonly Action<RolloutBatch, IReadOnlyList<Completion>> _completed;
    private readonly RowSampler _sampler;
    private readonly RowCache _cache;
    private QueuedSample?[] _samples;
    private (RolloutPrompt Prompt, RowPrompts Read)? _last; // the prompt read last, whose group may go on

    /// <param name="stack">The model.</param>
    /// <param name="queue">Where samples come from.</param>
    /// <param name="first">The samples that will come first, one for each row.</param>
    /// <param name="maxLength">Positions that a prompt and its response need at most.</param>
    /// <param name="completed">Called with each batch that is whole.</param>
    public RowTable(
        InferenceStack stack,
        SampleQueue queue,
        IReadOnlyList<QueuedSample> first,
        int maxLength,
        Action<RolloutBatch, IReadOnlyList<Completion>> completed
    )
    {
        var (batch, config) = (first[0].Progress.Batch, stack.Config);
        (_stack, _queue, _completed) = (stack, queue, completed);
        (_decoder, _samples) = (new RowDecoder(stack), new QueuedSample?[first.Count]);
        _sampler = new RowSampler(batch.Decoding, batch.Seed, batch.Round, (int)config.VocabularySize, exactTies: false);
        _cache = new RowCache(config, stack.CacheDtype, stack.Device, first.Count, maxLength);
    }

    /// <summary>Rows that a step computes.</summary>
    public int Width => _samples.Length;

    /// <summary>The rows that hold a response.</summary>
    public IReadOnlyList<int> Live { get; private set; } = [];

    /// <summary>Gives free rows the samples that wait, or gathers the rows that are left; false when nothing is left to do.</summary>
    public bool Refill()
    {
        var free = Enumerable.Range(0, Width).Where(row => _samples[row] is null).ToList();
        while (free.Count > 0 && (free.Count >= Width * FreeShare || free.Count == Width) && !_queue.IsEmpty)
        {
            Admit(free);
            free = [.. Enumerable.Range(0, Width).Where(row => _samples[row] is null)];
        }

        Live = [.. Enumerable.Range(0, Width).Except(free)];
        if (Live.Count > 0 && Live.Count <= Width * GatherShare && _queue.IsEmpty)
        {
            _cache.Keep([.. Live]);
            _samples = [.. Live.Select(row => _samples[row])];
            Live = [.. Enumerable.Range(0, Width)];
        }

        return Live.Count > 0;
    }

    /// <summary>One token for each row.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        var ids = tensor(_samples.Select(sample => (long)(sample?.Response.LastToken ?? 0)).ToArray(), device: _stack.Device);
        _sampler.Choose(_decoder.Step(_cache, ids, Live), [.. _samples.Select(sample => sample?.Response)]);
        foreach (var row in Live)
        {
            if (_samples[row] is { Response.Finished: true } ended)
            {
                _samples[row] = null;
                End(ended);
            }
        }
    }

    public void Dispose()
    {
        _cache.Dispose();
        _last?.Read.Dispose();
    }

    /// <summary>Puts the next samples into free rows, with their first tokens. A response of one token ends here.</summary>
    private void Admit(List<int> free)
    {
        var waiting = _queue.Peek(free.Count);
        var held = _last is { } last ? waiting.TakeWhile(sample => ReferenceEquals(sample.Prompt, last.Prompt)).Count() : 0;
        if (held > 0)
        {
            Place(_queue.Take(held), free, [.. Enumerable.Repeat(0, held)], _last!.Value.Read);
            return;
        }

        var prompts = AtOnce(waiting);
        var samples = _queue.Take(waiting.TakeWhile(sample => prompts.Contains(sample.Prompt)).Count());
        using var scope = NewDisposeScope();
        using var read = Prefill(prompts);
        Place(samples, free, [.. samples.Select(sample => prompts.IndexOf(sample.Prompt))], read);
        _last?.Read.Dispose();
        _last = (prompts[^1], read.Last());
    }

    /// <summary>The prompts of the samples that wait, in order, as many as one prefill takes.</summary>
    private static List<RolloutPrompt> AtOnce(IReadOnlyList<QueuedSample> waiting)
    {
        var (prompts, longest) = (new List<RolloutPrompt>(), 0);
        foreach (var prompt in waiting.Select(sample => sample.Prompt).Distinct<RolloutPrompt>(ReferenceEqualityComparer.Instance))
        {
            longest = Math.Max(longest, prompt.TokenIds.Count);
            if (prompts.Count > 0 && longest * (prompts.Count + 1) > RolloutMemory.PrefillTokens)
            {
                break;
            }

            prompts.Add(prompt);
        }

        return prompts;
    }

    private RowPrompts Prefill(List<RolloutPrompt> prompts)
    {
        using var scope = NewDisposeScope();
        return _decoder.Prefill(
            tensor(PaddedPrompts.Of(prompts, prompts.Max(prompt => prompt.TokenIds.Count)), device: _stack.Device),
            [.. prompts.Select(prompt => (long)prompt.TokenIds.Count)]
        );
    }

    private void Place(IReadOnlyList<QueuedSample> samples, List<int> free, int[] sources, RowPrompts prompts)
    {
        using var scope = NewDisposeScope();
        var index = tensor(sources.Select(source => (long)source).ToArray(), device: _stack.Device);
        _sampler.Choose(prompts.Logits.index_select(0, index), [.. samples.Select(sample => sample.Response)]);
        int[] growing = [.. Enumerable.Range(0, samples.Count).Where(i => !samples[i].Response.Finished)];
        if (growing.Length > 0)
        {
            int[] rows = [.. free.Take(growing.Length)];
            _cache.Admit(rows, prompts, [.. growing.Select(i => sources[i])]);
            foreach (var (row, i) in rows.Zip(growing))
            {
                _samples[row] = samples[i];
            }
        }

        foreach (var sample in samples.Where(sample => sample.Response.Finished))
        {
            End(sample);
        }
    }

    private void End(QueuedSample sample)
    {
        if (sample.Progress.End())
        {
            _completed(sample.Progress.Batch, sample.Progress.Completions());
        }
    }
}
