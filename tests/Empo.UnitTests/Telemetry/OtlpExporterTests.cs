using System.Diagnostics;
using Empo.Experiments.Telemetry;

namespace Empo.UnitTests.Telemetry;

/// <summary>The exporter against a collector in this process: what arrives, and what a collector that does not answer costs.</summary>
public sealed class OtlpExporterTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public void Spans_arrive_in_batches_with_all_that_they_say()
    {
        using var collector = new OtlpCollector();
        using var exporter = Exporter(collector, ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"));
        var trace = Emit(1200);

        exporter.Flush(Long);

        var spans = collector.Spans.Where(span => span.Trace == trace).ToList();
        Assert.Null(exporter.Loss);
        Assert.Equal(Enumerable.Range(0, 1200), spans.Select(span => Convert.ToInt32(span.Attributes["number"], null)));
        Assert.All(spans, span => Assert.Equal(("stage", "text ü", 0.5), (span.Name, span["word"], span.Attributes["share"])));
        Assert.All(spans, span => Assert.InRange(span.End, span.Start, ulong.MaxValue));
        Assert.True(collector.Requests.Count >= 3);
        Assert.All(collector.Requests, request => Assert.Contains("application/x-protobuf", request.Head, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public void What_a_collector_cannot_take_now_is_sent_again(int status)
    {
        using var collector = new OtlpCollector(number => number == 0 ? status : 200);
        using var exporter = Exporter(collector);
        var trace = Emit(3);

        exporter.Flush(Long);
        Assert.Contains($"it answered {status}", exporter.Loss, StringComparison.Ordinal);
        exporter.Flush(Long);

        Assert.Null(exporter.Loss);
        Assert.Equal(6, collector.Spans.Count(span => span.Trace == trace)); // refused once, taken once
    }

    [Theory]
    [InlineData(301)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(413)]
    [InlineData(500)]
    public void What_a_collector_refuses_is_lost_and_counted(int status)
    {
        using var collector = new OtlpCollector(_ => status);
        using var exporter = Exporter(collector);
        Emit(3);

        exporter.Flush(Long);
        var asked = collector.Requests.Count;
        exporter.Flush(Long);

        Assert.Contains($"(it answered {status})", exporter.Loss, StringComparison.Ordinal);
        Assert.Equal(asked, collector.Requests.Count);
        Assert.All(collector.Requests, request => Assert.StartsWith("POST /v1/", request.Head, StringComparison.Ordinal));
    }

    [Fact]
    public void A_collector_that_never_answers_costs_no_more_memory_than_the_queue_and_no_more_time_than_the_limit()
    {
        using var collector = new OtlpCollector(_ => null);
        using var exporter = Exporter(collector);
        Emit(10_000);

        exporter.Flush(TimeSpan.FromMilliseconds(50)); // would wait for ever without its limit

        Assert.Contains("did not reach", exporter.Loss, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_that_its_caller_does_not_record_is_not_sent()
    {
        using var collector = new OtlpCollector();
        using var exporter = Exporter(collector);
        var context = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);

        PipelineTelemetry.Source.StartActivity("stage", ActivityKind.Internal, context)?.Stop();
        exporter.Flush(Long);

        Assert.DoesNotContain(collector.Spans, span => span.Trace == context.TraceId.ToHexString());
    }

    [Theory]
    [InlineData("evaluate/pass@1", "empo.evaluate.pass_at_1")]
    [InlineData("score/semantic_entropy", "empo.score.semantic_entropy")]
    [InlineData("evaluate/größe (x)", "empo.evaluate.gr__e__x_")]
    public void Names_of_instruments_are_letters_digits_and_few_signs(string tag, string name) =>
        Assert.Equal(name, PipelineTelemetry.NameOf(tag));

    private static string Emit(int count)
    {
        var trace = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        for (var number = 0; number < count; number++)
        {
            PipelineTelemetry.Source.StartActivity("stage", ActivityKind.Internal, trace)?
                .SetTag("number", number).SetTag("word", "text ü").SetTag("share", 0.5).Stop();
        }

        return trace.TraceId.ToHexString();
    }

    private static OtlpExporter Exporter(OtlpCollector collector, (string Name, string Value) variable = default) =>
        new(OtlpSettings.Read(name =>
            name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? collector.Address
            : name == "OTEL_METRICS_EXPORTER" ? "none"
            : name == variable.Name ? variable.Value
            : null
        )!, Timeout.InfiniteTimeSpan);
}
