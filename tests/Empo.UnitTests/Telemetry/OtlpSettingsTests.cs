using Empo.Experiments.Telemetry;

namespace Empo.UnitTests.Telemetry;

/// <summary>OpenTelemetry's variables, as its specification of the OTLP exporter has them.</summary>
public sealed class OtlpSettingsTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318";

    [Theory]
    [InlineData("http://c:4318", "http://c:4318/v1/traces", "http://c:4318/v1/metrics")]
    [InlineData("https://c/otlp/", "https://c/otlp/v1/traces", "https://c/otlp/v1/metrics")]
    [InlineData("http://c:4318/a?b=c", "http://c:4318/a/v1/traces?b=c", "http://c:4318/a/v1/metrics?b=c")]
    public void A_signal_has_its_path_below_the_endpoint(string endpoint, string traces, string metrics)
    {
        var settings = Read($"OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}")!;

        Assert.Equal((traces, metrics), (settings.Traces!.Address.AbsoluteUri, settings.Metrics!.Address.AbsoluteUri));
        Assert.Empty(settings.Problems);
    }

    [Fact]
    public void A_variable_of_one_signal_wins_and_its_address_is_taken_as_it_is()
    {
        var settings = Read(
            Endpoint, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://t:1/spans", "OTEL_EXPORTER_OTLP_HEADERS=a=1,b=x%20y",
            "OTEL_EXPORTER_OTLP_METRICS_HEADERS=c=2", "OTEL_EXPORTER_OTLP_TIMEOUT=300", "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION=gzip",
            "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"
        )!;

        Assert.Equal("http://t:1/spans", settings.Traces!.Address.AbsoluteUri);
        Assert.Equal([("a", "1"), ("b", "x y")], settings.Traces.Headers);
        Assert.Equal([("c", "2")], settings.Metrics!.Headers);
        Assert.Equal((300, true, false), (settings.Traces.Timeout.TotalMilliseconds, settings.Traces.Gzip, settings.Metrics.Gzip));
    }

    [Theory]
    [InlineData("")]
    [InlineData("OTEL_SERVICE_NAME=x")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT= ")]
    [InlineData(Endpoint + "|OTEL_SDK_DISABLED=True")]
    [InlineData(Endpoint + "|OTEL_TRACES_EXPORTER=none|OTEL_METRICS_EXPORTER=none")]
    public void Nothing_is_sent(string variables) => Assert.Null(Read(variables.Split('|')));

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=c:4318", "OTEL_EXPORTER_OTLP_ENDPOINT is no address")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://", "OTEL_EXPORTER_OTLP_ENDPOINT is no address")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=grpc://c", "OTEL_EXPORTER_OTLP_ENDPOINT is no address")]
    [InlineData(Endpoint + "|OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc'")]
    [InlineData(Endpoint + "|OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/json", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL is 'http/json'")]
    [InlineData(Endpoint + "|OTEL_EXPORTER_OTLP_HEADERS=secret", "OTEL_EXPORTER_OTLP_HEADERS is no list")]
    [InlineData(Endpoint + "|OTEL_EXPORTER_OTLP_TIMEOUT=soon", "OTEL_EXPORTER_OTLP_TIMEOUT is no whole number")]
    [InlineData(Endpoint + "|OTEL_EXPORTER_OTLP_COMPRESSION=zstd", "OTEL_EXPORTER_OTLP_COMPRESSION is neither")]
    [InlineData(Endpoint + "|OTEL_RESOURCE_ATTRIBUTES=a", "OTEL_RESOURCE_ATTRIBUTES is no list")]
    public void What_cannot_be_understood_is_said_once_by_its_name(string variables, string problem)
    {
        var settings = Read(variables.Split('|'))!;

        Assert.StartsWith(problem, Assert.Single(settings.Problems), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", settings.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_service_is_named_by_its_own_variable_before_the_attributes()
    {
        var settings = Read(Endpoint, "OTEL_RESOURCE_ATTRIBUTES=service.name=a,team=b%2Cc,service.version=9", "OTEL_SERVICE_NAME=own")!;

        Assert.Equal("own", settings.Resource["service.name"]);
        Assert.Equal(("b,c", "9"), (settings.Resource["team"], settings.Resource["service.version"]));
        Assert.Equal("empo-pipeline", Read(Endpoint)!.Resource["service.name"]);
        Assert.Equal(PipelineTelemetry.Version, Read(Endpoint)!.Resource["service.version"]);
    }

    private static OtlpSettings? Read(params string[] variables)
    {
        var values = variables
            .Where(variable => variable.Length > 0)
            .ToDictionary(variable => variable[..variable.IndexOf('=', StringComparison.Ordinal)],
                variable => variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        return OtlpSettings.Read(name => values.GetValueOrDefault(name));
    }
}
