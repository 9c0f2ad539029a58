namespace Empo.Tests;

/// <summary>A span as a collector reads it (opentelemetry-proto, trace/v1).</summary>
internal sealed record ReceivedSpan(string Trace, string Id, string Parent, string Name, ulong Start, ulong End, bool Failed)
{
    public required IReadOnlyDictionary<string, object> Attributes { get; init; }

    public string this[string attribute] => Attributes.TryGetValue(attribute, out var value) ? $"{value}" : "";

    public static ReceivedSpan Of(ReceivedMessage span) =>
        new(
            Convert.ToHexStringLower(span.Bytes(1)), Convert.ToHexStringLower(span.Bytes(2)), Convert.ToHexStringLower(span.Bytes(4)),
            span.Text(5), span.Number(7), span.Number(8), span.Messages(15).Any(status => status.Number(3) == 2)
        )
        {
            Attributes = AttributesOf(span, 9),
        };

    public static IReadOnlyDictionary<string, object> AttributesOf(ReceivedMessage message, int field) =>
        message.Messages(field).ToDictionary(pair => pair.Text(1), pair => ValueOf(pair.Messages(2).Single()));

    private static object ValueOf(ReceivedMessage any) =>
        any.Bytes(1).Length > 0 ? any.Text(1) : any.Number(4) != 0 ? any.Double(4) : (long)any.Number(3);
}
