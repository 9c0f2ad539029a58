using Empo.Models;

namespace Empo.Stages.Sampling;

/// <summary>The samples of batches in order: by batch, question and sample. Batches are taken when their first sample is.</summary>
/// <param name="batches">Taken one by one.</param>
/// <param name="model">Shape of the model.</param>
/// <param name="sampled">Called with each token as soon as it is sampled; may be null.</param>
internal sealed class SampleQueue(IEnumerable<RolloutBatch> batches, DecoderConfig model, Action<int>? sampled) : IDisposable
{
    private readonly IEnumerator<RolloutBatch> _batches = batches.GetEnumerator();
    private readonly Queue<QueuedSample> _waiting = new();
    private bool _ended;

    /// <summary>Whether no sample is left.</summary>
    public bool IsEmpty => !Fill(1);

    /// <summary>The next samples, at most <paramref name="count"/>.</summary>
    public IReadOnlyList<QueuedSample> Take(int count)
    {
        Fill(count);
        return [.. Enumerable.Range(0, Math.Min(count, _waiting.Count)).Select(_ => _waiting.Dequeue())];
    }

    /// <summary>The next samples, which stay in the queue.</summary>
    public IReadOnlyList<QueuedSample> Peek(int count)
    {
        Fill(count);
        return [.. _waiting.Take(count)];
    }

    public void Dispose() => _batches.Dispose();

    private bool Fill(int count)
    {
        while (_waiting.Count < count && !_ended)
        {
            if (!_batches.MoveNext())
            {
                _ended = true;
                break;
            }

            var batch = _batches.Current;
            var progress = new BatchProgress(batch, BatchResponses.Of(batch, model, sampled));
            foreach (var response in progress.Responses)
            {
                _waiting.Enqueue(new QueuedSample(progress, response));
            }
        }

        return _waiting.Count >= count;
    }
}
