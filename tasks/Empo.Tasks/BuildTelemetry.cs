using System.Diagnostics;
using Empo.Experiments.Graph;
using Empo.Experiments.Telemetry;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>
/// A build's telemetry on one node: opened by the first task that asks, where the environment names a collector, and closed with the build.
/// A build is a span, and its stages are spans below it, on whatever nodes they run.
/// </summary>
internal sealed class BuildTelemetry : IDisposable
{
    private const string RegisteredAs = "empo-telemetry", Cancelled = "EMPO6006";

    /// <summary>The longest that a build waits for a collector, once, when it ends.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    private readonly OtlpExporter _exporter;
    private readonly Dictionary<string, Activity> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _stageErrors = new(StringComparer.Ordinal);
    private readonly List<(string Code, string Text)> _problems = [];
    private bool _givenUp;

    private BuildTelemetry(OtlpSettings settings)
    {
        _exporter = new OtlpExporter(settings);
        _problems.AddRange(
            settings.Problems.Select(problem => ("EMPO6076", $"{problem}. The build goes on without it (docs/telemetry.md)."))
        );
    }

    /// <summary>Null where the environment asks for no telemetry.</summary>
    public static BuildTelemetry? Of(IBuildEngine4 engine)
    {
        if (engine.GetRegisteredTaskObject(RegisteredAs, RegisteredTaskObjectLifetime.Build) is BuildTelemetry open)
        {
            return open;
        }

        if (OtlpSettings.Read(Environment.GetEnvironmentVariable) is not { } settings)
        {
            return null;
        }

        var telemetry = new BuildTelemetry(settings);
        engine.RegisterTaskObject(RegisteredAs, telemetry, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return telemetry;
    }

    /// <summary>Code of the first error of a stage of the build with this span, as far as it ran on this node.</summary>
    public string? StageError(string span) => _stageErrors.GetValueOrDefault(span);

    /// <summary>Begins the span of a build.</summary>
    /// <param name="name">What is built: a run or a suite.</param>
    /// <param name="parent">The span above it, in the form of <c>TRACEPARENT</c>; empty for the caller's, where there is one.</param>
    /// <returns>The span in that form, for the session; empty where no spans are sent.</returns>
    public string Begin(string name, string parent)
    {
        var above = parent.Length > 0 ? parent : Environment.GetEnvironmentVariable("TRACEPARENT") ?? "";
        if (Start(name, above) is not { } span)
        {
            return above;
        }

        _open[span.Id!] = span;
        return span.Id!;
    }

    /// <summary>Says which experiment or suite the span of a build is about, once that is read.</summary>
    public void Describe(string span, string experiment) =>
        _open.GetValueOrDefault(span)?.SetTag(PipelineTelemetry.Pipeline, experiment);

    /// <summary>Ends the span of a build, where it was begun on this node.</summary>
    /// <param name="error">Code of its error; null where it succeeded.</param>
    public void End(string span, string? error)
    {
        if (_open.Remove(span, out var activity))
        {
            Close(activity, PipelineTelemetry.PipelineResult, "success", error);
        }
    }

    /// <summary>Begins the span of a stage; null where no spans are sent.</summary>
    public static Activity? BeginStage(StageNode node, string experiment, string parent)
    {
        var span = Start(node.Stage, parent);
        span?.SetTag(PipelineTelemetry.Pipeline, experiment).SetTag(PipelineTelemetry.Task, node.Stage);
        return node.Round is { } round ? span?.SetTag(PipelineTelemetry.Round, round) : span;
    }

    /// <summary>Ends the span of a stage.</summary>
    /// <param name="parent">The span of its build.</param>
    public void EndStage(Activity? span, string parent, string outcome, string? error)
    {
        if (error is not null)
        {
            _stageErrors.TryAdd(parent, error);
        }

        span?.SetTag(PipelineTelemetry.Outcome, error is null ? outcome : "failed");
        if (span is not null)
        {
            Close(span, PipelineTelemetry.TaskResult, outcome == "ran" ? "success" : "skip", error);
        }
    }

    /// <summary>A span without length for each stage that had nothing to do.</summary>
    public void Skip(IEnumerable<NodeStatus> upToDate, string experiment, string parent)
    {
        foreach (var status in upToDate)
        {
            var span = BeginStage(status.Node, experiment, parent)?.SetTag(PipelineTelemetry.Key, status.Key);
            EndStage(span, parent, "skipped", error: null);
        }
    }

    /// <summary>
    /// Sends what waits, for a limited time. Returns what is to be reported, once a build: a collector that is gone costs one wait.
    /// </summary>
    public IReadOnlyList<(string Code, string Text)> Flush()
    {
        if (!_givenUp)
        {
            _exporter.Flush(EndLimit);
            if (_exporter.Loss is { } loss)
            {
                _givenUp = true;
                _problems.Add(("EMPO6075", $"{loss}. The build is not affected. Correct OTEL_EXPORTER_OTLP_ENDPOINT or unset it."));
            }
        }

        var problems = _problems.ToList();
        _problems.Clear();
        return problems;
    }

    public void Dispose()
    {
        foreach (var (id, span) in _open)
        {
            Close(span, PipelineTelemetry.PipelineResult, "success", StageError(id) ?? PipelineTelemetry.OtherError);
        }

        if (!_givenUp)
        {
            _exporter.Flush(EndLimit);
        }

        _exporter.Dispose();
    }

    private static Activity? Start(string name, string parent)
    {
        _ = ActivityContext.TryParse(parent, Environment.GetEnvironmentVariable("TRACESTATE"), isRemote: true, out var context);
        var current = Activity.Current;
        Activity.Current = null; // another program's span in this process is not ours
        var span = PipelineTelemetry.Source.StartActivity(name, ActivityKind.Internal, context);
        Activity.Current = current;
        return span;
    }

    private static void Close(Activity span, string result, string good, string? error)
    {
        span.SetTag(result, error is null ? good : error == Cancelled ? "cancellation" : "failure");
        if (error is not null)
        {
            span.SetTag(PipelineTelemetry.Error, error).SetStatus(ActivityStatusCode.Error);
        }

        span.Stop();
    }
}
