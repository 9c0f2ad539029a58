using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Empo.Experiments.Curves;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Telemetry;

/// <summary>
/// What the pipeline tells about itself by <see cref="System.Diagnostics"/>: an activity per build and stage, a gauge per metric of a
/// stage. Nothing is computed while nobody listens. Names, numbers, keys and error codes only: no path, no message, no text of a question.
/// </summary>
public static class PipelineTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Empo.Pipeline";

    /// <summary>Attributes of spans and metrics; <c>cicd.</c> and <c>error.</c> are OpenTelemetry's semantic conventions.</summary>
    public const string Pipeline = "cicd.pipeline.name", Task = "cicd.pipeline.task.name", PipelineResult = "cicd.pipeline.result",
        TaskResult = "cicd.pipeline.task.run.result", Error = "error.type", Round = "empo.round", Key = "empo.key",
        Outcome = "empo.outcome", Seconds = "empo.seconds";

    /// <summary>Error type of a failure that has no code, by OpenTelemetry's convention.</summary>
    public const string OtherError = "_OTHER";

    private static readonly ConcurrentDictionary<string, Gauge<double>> Gauges = new(StringComparer.Ordinal);

    /// <summary>The product's version, without the commit.</summary>
    public static string Version { get; } =
        typeof(PipelineTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Source of the activities.</summary>
    public static ActivitySource Source { get; } = new(Name, Version);

    /// <summary>Source of the metrics.</summary>
    public static Meter Meter { get; } = new(Name, Version);

    /// <summary>Records what a stage that has just run measured, and its round.</summary>
    public static void Record(Manifest manifest)
    {
        var pipeline = KeyValuePair.Create<string, object?>(Pipeline, manifest.Experiment);
        var values = RunCurves.Metrics(manifest);
        foreach (var (tag, value) in manifest.Round is { } round ? values.Append(("round", round)) : values)
        {
            if (double.IsFinite(value))
            {
                Gauges.GetOrAdd(NameOf(tag), name => Meter.CreateGauge<double>(name, UnitOf(name))).Record(value, pipeline);
            }
        }
    }

    /// <summary>
    /// Name of the instrument for a curve: <c>evaluate/pass@1</c> is <c>empo.evaluate.pass_at_1</c>. Names of instruments are letters,
    /// digits, dots, underscores, hyphens and slashes.
    /// </summary>
    public static string NameOf(string tag) =>
        "empo." + string.Concat(tag.Select(letter => letter switch
        {
            '/' => ".",
            '@' => "_at_",
            '.' or '_' or '-' => letter.ToString(),
            _ => char.IsAsciiLetterOrDigit(letter) ? letter.ToString() : "_",
        }));

    /// <summary>Unit in the Unified Code for Units of Measure; 1 for shares, nats and counts without a unit.</summary>
    private static string UnitOf(string name) => name[(name.LastIndexOf('.') + 1)..] switch
    {
        "seconds" => "s",
        "tokens_per_second" => "{token}/s",
        "tokens" or "tokens_reused" or "tokens_trained" or "response_length" => "{token}",
        _ => "1",
    };
}
