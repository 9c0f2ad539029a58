using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Empo.Experiments.Telemetry;

/// <summary>
/// Listens to <see cref="PipelineTelemetry"/> and sends what it hears to a collector, every few seconds and at the end. It never waits for
/// the collector but in <see cref="Flush"/>, and there for a limited time. Safe for concurrent use.
/// </summary>
public sealed class OtlpExporter : IDisposable
{
    /// <summary>The usual time between two requests, as OpenTelemetry's batch processor has it.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly OtlpSender _sender = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly OtlpQueue? _spans;
    private readonly OtlpQueue? _metrics;
    private readonly ActivityListener _activities;
    private readonly MeterListener _measurements = new();

    /// <param name="period">Time between two requests; null for the usual one.</param>
    public OtlpExporter(OtlpSettings settings, TimeSpan? period = null)
    {
        _spans = settings.Traces is { } traces ? new OtlpQueue(traces, settings.Resource) : null;
        _metrics = settings.Metrics is { } metrics ? new OtlpQueue(metrics, settings.Resource) : null;
        _activities = new ActivityListener
        {
            ShouldListenTo = source => _spans is not null && source == PipelineTelemetry.Source,
            Sample = Sampled,
            ActivityStopped = activity => _spans!.Add(OtlpEncoding.Span(activity)),
        };
        ActivitySource.AddActivityListener(_activities);
        _measurements.InstrumentPublished = (instrument, listener) =>
        {
            if (_metrics is not null && instrument.Meter == PipelineTelemetry.Meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _measurements.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            _metrics!.Add(OtlpEncoding.Gauge(instrument, value, tags, DateTime.UtcNow))
        );
        _measurements.Start();
        _ = SendInTurnAsync(period ?? Period);
    }

    /// <summary>
    /// What the collector did not take, in words; null where it took everything. After <see cref="Flush"/> it is final for what was heard
    /// before.
    /// </summary>
    public string? Loss
    {
        get
        {
            var open = Queues.Where(queue => queue.Waiting + queue.Lost > 0).ToList();
            var count = open.Sum(queue => queue.Waiting + queue.Lost);
            var places = string.Join(" and ", open.Select(queue => queue.Target.Shown));
            var reason = open.Select(queue => queue.Failure).FirstOrDefault(failure => failure is not null);
            return count == 0 ? null : $"{count} spans and metrics did not reach {places} ({reason ?? "it did not answer in time"})";
        }
    }

    private IEnumerable<OtlpQueue> Queues => new[] { _spans, _metrics }.OfType<OtlpQueue>();

    /// <summary>Sends what waits, and waits for the collector no longer than the limit.</summary>
    public void Flush(TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        var sending = Task.Run(() => SendAsync(timer.Token), CancellationToken.None);
        _ = sending.Wait(limit);
    }

    public void Dispose()
    {
        _activities.Dispose();
        _measurements.Dispose();
        _ended.Cancel();
        _sender.Dispose();
    }

    /// <summary>A build that joins a trace which its caller does not record is not recorded either.</summary>
    private static ActivitySamplingResult Sampled(ref ActivityCreationOptions<ActivityContext> options) =>
        options.Parent.TraceId == default || (options.Parent.TraceFlags & ActivityTraceFlags.Recorded) != 0
            ? ActivitySamplingResult.AllDataAndRecorded
            : ActivitySamplingResult.None;

    private async Task SendInTurnAsync(TimeSpan period)
    {
        using var timer = new PeriodicTimer(period);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false))
            {
                await SendAsync(_ended.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The build has ended.
        }
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        try
        {
            await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return; // an earlier request still waits for the collector
        }

        try
        {
            await Task.WhenAll(Queues.Select(queue => queue.SendAsync(_sender, cancellation))).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }
}
