namespace Empo.Experiments.Telemetry;

/// <summary>
/// Where telemetry goes, from OpenTelemetry's variables of the environment (opentelemetry.io/docs/specs/otel/protocol/exporter). A variable
/// of one signal (<c>OTEL_EXPORTER_OTLP_TRACES_HEADERS</c>) wins over the one for both.
/// </summary>
public sealed record OtlpSettings
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_", Protobuf = "http/protobuf", DefaultService = "empo-pipeline";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The destination of spans; null where none are sent.</summary>
    public OtlpTarget? Traces { get; private init; }

    /// <summary>The destination of metrics; null where none are sent.</summary>
    public OtlpTarget? Metrics { get; private init; }

    /// <summary>What all spans and metrics say about their origin.</summary>
    public required IReadOnlyDictionary<string, string> Resource { get; init; }

    /// <summary>Variables that could not be understood, a sentence each. They cost telemetry and never a build.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Null where the environment asks for no telemetry.</summary>
    /// <param name="variable">Value of a variable; null or empty where it is not set.</param>
    public static OtlpSettings? Read(Func<string, string?> variable)
    {
        string Value(string name) => variable(name)?.Trim() ?? "";
        if (
            Value("OTEL_SDK_DISABLED").Equals("true", StringComparison.OrdinalIgnoreCase)
            || Array.TrueForAll(["ENDPOINT", "TRACES_ENDPOINT", "METRICS_ENDPOINT"], name => Value(Prefix + name).Length == 0)
        )
        {
            return null;
        }

        var problems = new List<string>();
        var settings = new OtlpSettings
        {
            Traces = Target("TRACES", "v1/traces", Value, problems),
            Metrics = Target("METRICS", "v1/metrics", Value, problems),
            Resource = ResourceOf(Value, problems),
            Problems = problems,
        };
        return settings.Traces is null && settings.Metrics is null && problems.Count == 0 ? null : settings;
    }

    private static OtlpTarget? Target(string signal, string path, Func<string, string> value, List<string> problems)
    {
        (string Name, string Text) Own(string name) =>
            value($"{Prefix}{signal}_{name}") is { Length: > 0 } own
                ? ($"{Prefix}{signal}_{name}", own)
                : (Prefix + name, value(Prefix + name));
        if (value($"OTEL_{signal}_EXPORTER").Equals("none", StringComparison.OrdinalIgnoreCase) || Own("ENDPOINT").Text.Length == 0)
        {
            return null;
        }

        var (name, text) = Own("ENDPOINT");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var given) || given.Scheme is not ("http" or "https") || given.Host.Length == 0)
        {
            Add(problems, $"{name} is no address that begins with http:// or https://");
            return null;
        }

        if (Own("PROTOCOL") is { Text: not ("" or Protobuf) } protocol)
        {
            Add(problems, $"{protocol.Name} is '{protocol.Text}', and Empo.Pipeline speaks {Protobuf} only, by convention at port 4318");
            return null;
        }

        var headers = Pairs(Own("HEADERS"), problems);
        var (timeoutName, timeout) = Own("TIMEOUT");
        var milliseconds = 0;
        if (timeout.Length > 0 && !(int.TryParse(timeout, out milliseconds) && milliseconds > 0))
        {
            Add(problems, $"{timeoutName} is no whole number of milliseconds");
        }

        var (compressionName, compression) = Own("COMPRESSION");
        if (compression is not ("" or "none" or "gzip"))
        {
            Add(problems, $"{compressionName} is neither gzip nor none");
        }

        return new OtlpTarget(
            name == Prefix + "ENDPOINT" ? Below(given, path) : given,
            headers ?? [],
            milliseconds > 0 ? TimeSpan.FromMilliseconds(milliseconds) : DefaultTimeout,
            compression == "gzip"
        );
    }

    /// <summary>The address of a signal below that of the collector, which may have a path of its own.</summary>
    private static Uri Below(Uri collector, string path) =>
        new UriBuilder(collector) { Path = collector.AbsolutePath.TrimEnd('/') + "/" + path }.Uri;

    private static Dictionary<string, string> ResourceOf(Func<string, string> value, List<string> problems)
    {
        var resource = new Dictionary<string, string>(StringComparer.Ordinal) { ["service.name"] = DefaultService };
        const string name = "OTEL_RESOURCE_ATTRIBUTES";
        foreach (var (key, text) in Pairs((name, value(name)), problems) ?? [])
        {
            resource[key] = text;
        }

        if (value("OTEL_SERVICE_NAME") is { Length: > 0 } service)
        {
            resource["service.name"] = service;
        }

        resource.TryAdd("service.version", PipelineTelemetry.Version);
        resource["telemetry.sdk.name"] = "empo-pipeline";
        resource["telemetry.sdk.language"] = "dotnet";
        resource["telemetry.sdk.version"] = PipelineTelemetry.Version;
        return resource;
    }

    /// <summary><c>key=value,key=value</c>, values in percent-encoding. Null where it is not that: then nothing of it counts.</summary>
    private static List<(string Key, string Value)>? Pairs((string Name, string Text) variable, List<string> problems)
    {
        var pairs = new List<(string, string)>();
        foreach (var part in variable.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (end, values) = (part.IndexOf('='), part[(part.IndexOf('=') + 1)..].Trim());
            if (end <= 0)
            {
                Add(problems, $"{variable.Name} is no list of key=value, separated by commas");
                return null;
            }

            pairs.Add((Uri.UnescapeDataString(part[..end].Trim()), Uri.UnescapeDataString(values)));
        }

        return pairs;
    }

    private static void Add(List<string> problems, string problem)
    {
        if (!problems.Contains(problem))
        {
            problems.Add(problem);
        }
    }
}
