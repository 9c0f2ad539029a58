namespace Empo.Experiments.Telemetry;

/// <summary>
/// The spans or metrics that a collector has not taken yet: at most <see cref="Capacity"/>, so that a dead collector costs no memory. Safe
/// for concurrent use; one caller sends at a time.
/// </summary>
internal sealed class OtlpQueue(OtlpTarget target, IReadOnlyDictionary<string, string> resource)
{
    /// <summary>More than the stages of a long run, at some hundred bytes each.</summary>
    public const int Capacity = 8192;

    private const int Batch = 512;

    private readonly Queue<byte[]> _items = new();
    private readonly Lock _gate = new();

    /// <summary>Items that were given up: there were too many, or the collector refused them for good.</summary>
    public int Lost { get; private set; }

    /// <summary>Why the last request that failed did; null where none did since the last one that succeeded.</summary>
    public string? Failure { get; private set; }

    public OtlpTarget Target => target;

    /// <summary>Items that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    public void Add(byte[] item)
    {
        lock (_gate)
        {
            if (_items.Count < Capacity)
            {
                _items.Enqueue(item);
            }
            else
            {
                Lost++;
            }
        }
    }

    /// <summary>Sends all that waits, batch by batch; stops where the collector does not take it now.</summary>
    public async Task SendAsync(OtlpSender sender, CancellationToken cancellation)
    {
        while (Next() is { Length: > 0 } batch)
        {
            var failed = await sender.SendAsync(target, OtlpEncoding.Request(resource, batch), cancellation).ConfigureAwait(false);
            if (failed is { MayPass: true } later)
            {
                Failure = later.Reason;
                return;
            }

            Failure = failed?.Reason ?? Failure;
            Remove(batch.Length, lost: failed is not null);
        }
    }

    private byte[][] Next()
    {
        lock (_gate)
        {
            return [.. _items.Take(Batch)];
        }
    }

    private void Remove(int count, bool lost)
    {
        lock (_gate)
        {
            for (var i = 0; i < count; i++)
            {
                _items.Dequeue();
            }

            Lost += lost ? count : 0;
        }
    }
}
