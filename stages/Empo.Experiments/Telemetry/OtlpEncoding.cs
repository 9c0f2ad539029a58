using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Empo.Experiments.Files;

namespace Empo.Experiments.Telemetry;

/// <summary>
/// Spans and gauges in OTLP's messages (opentelemetry-proto, common/v1, resource/v1, trace/v1, metrics/v1): the numbers are those of its
/// fields.
/// </summary>
internal static class OtlpEncoding
{
    private const ulong Internal = 1, StatusError = 2;

    /// <summary>A request of either signal: one resource, one scope, and its spans or metrics.</summary>
    public static byte[] Request(IReadOnlyDictionary<string, string> resource, IEnumerable<byte[]> items)
    {
        var origin = new ProtobufMessage();
        foreach (var (key, value) in resource)
        {
            origin.Message(1, Attribute(key, value));
        }

        var scope = new ProtobufMessage().Message(
            1,
            new ProtobufMessage().Text(1, PipelineTelemetry.Name).Text(2, PipelineTelemetry.Version)
        );
        foreach (var item in items)
        {
            scope.Bytes(2, item);
        }

        return new ProtobufMessage().Message(1, new ProtobufMessage().Message(1, origin).Message(2, scope)).ToArray();
    }

    public static byte[] Span(Activity activity)
    {
        var span = new ProtobufMessage()
            .Bytes(1, Convert.FromHexString(activity.TraceId.ToHexString()))
            .Bytes(2, Convert.FromHexString(activity.SpanId.ToHexString()));
        if (activity.TraceStateString is { Length: > 0 } state)
        {
            span.Text(3, state);
        }

        if (activity.ParentSpanId != default)
        {
            span.Bytes(4, Convert.FromHexString(activity.ParentSpanId.ToHexString()));
        }

        var begin = activity.StartTimeUtc;
        span.Text(5, activity.DisplayName).Varint(6, Internal).Fixed64(7, Nanoseconds(begin))
            .Fixed64(8, Nanoseconds(begin + activity.Duration));
        foreach (var (key, value) in activity.TagObjects)
        {
            span.Message(9, Attribute(key, value));
        }

        if (activity.Status == ActivityStatusCode.Error)
        {
            span.Message(15, new ProtobufMessage().Varint(3, StatusError));
        }

        return span.ToArray();
    }

    /// <summary>A gauge with one value.</summary>
    public static byte[] Gauge(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, DateTime time)
    {
        var point = new ProtobufMessage().Fixed64(3, Nanoseconds(time)).Double(4, value);
        foreach (var (key, tag) in tags)
        {
            point.Message(7, Attribute(key, tag));
        }

        return new ProtobufMessage()
            .Text(1, instrument.Name)
            .Text(3, instrument.Unit ?? "")
            .Message(5, new ProtobufMessage().Message(1, point))
            .ToArray();
    }

    private static ProtobufMessage Attribute(string key, object? value)
    {
        var any = new ProtobufMessage();
        _ = value switch
        {
            int whole => any.Varint(3, (ulong)(long)whole),
            double number => any.Double(4, number),
            bool flag => any.Varint(2, flag ? 1UL : 0),
            _ => any.Text(1, Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
        };
        return new ProtobufMessage().Text(1, key).Message(2, any);
    }

    private static ulong Nanoseconds(DateTime utc) => (ulong)(utc - DateTime.UnixEpoch).Ticks * 100;
}
