using System.Text;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>What a collector for OpenTelemetry hears of real builds.</summary>
public sealed class TelemetryTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c", Caller = "b7ad6b7169203331", Secret = "Swordfishy";

    [Fact]
    public void A_build_is_one_trace_with_a_span_for_each_stage_below_the_callers()
    {
        using var collector = new OtlpCollector();
        var folder = PipelineFolder.WithFakeStages();
        folder.Fault("score-1.metrics", "reward 0.25\nmaj@16 0.75");
        var caller = $"TRACEPARENT=00-{Trace}-{Caller}-01";

        Build(folder, collector, [caller, "OTEL_SERVICE_NAME=night"]).Succeeded();

        var build = Assert.Single(collector.Spans, span => span.Name == "build");
        var stages = collector.Spans.Where(span => span.Name != "build").ToList();
        Assert.Equal((Trace, Caller), (build.Trace, build.Parent));
        Assert.Equal(("success", "e"), (build["cicd.pipeline.result"], build["cicd.pipeline.name"]));
        Assert.Equal(
            folder.Ran().Order(StringComparer.Ordinal),
            stages.Select(span => $"{span.Name} {span["empo.round"]}".Trim()).Order(StringComparer.Ordinal)
        );
        Assert.All(stages, span =>
        {
            Assert.Equal((Trace, build.Id), (span.Trace, span.Parent));
            Assert.Equal(("ran", "success"), (span["empo.outcome"], span["cicd.pipeline.task.run.result"]));
            Assert.InRange(span.Start, build.Start, span.End);
            Assert.InRange(span.End, span.Start, build.End);
        });
        var score = stages.Single(span => span.Name == "score" && span["empo.round"] == "1");
        Assert.Equal(folder.Manifest("score 1").Key, score["empo.key"]);
        Assert.Contains(("empo.score.reward", "1", 0.25), collector.Points.Select(point => (point.Name, point.Unit, point.Value)));
        Assert.Contains(("empo.score.maj_at_16", "1", 0.75), collector.Points.Select(point => (point.Name, point.Unit, point.Value)));
        Assert.Contains(("empo.round", "1", 2), collector.Points.Select(point => (point.Name, point.Unit, point.Value)));
        Assert.All(collector.Points, point => Assert.Equal("e", point.Attributes["cicd.pipeline.name"]));
        Assert.All(collector.Resources, resource => Assert.Equal("night", resource["service.name"]));
    }

    [Fact]
    public void Stages_that_are_up_to_date_are_skipped_found_ones_restored_and_a_failed_one_has_its_code()
    {
        using var collector = new OtlpCollector();
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");
        folder.Build().Succeeded();
        Build(folder, collector).Succeeded();

        Assert.Equal(["build", "skipped"], collector.Spans.OrderBy(span => span.Name != "build").Select(Outcome).Distinct());
        Assert.Empty(collector.Points);

        // The rollout runs again and leaves the same bytes; what follows it is found in the store.
        Directory.Delete(folder.Entry("rollout 1"), recursive: true);
        using var second = new OtlpCollector();
        Build(folder, second).Succeeded();
        Assert.Equal("ran", second.Spans.Single(span => span.Name == "rollout")["empo.outcome"]);
        Assert.Equal("restored", second.Spans.Single(span => span.Name == "score")["empo.outcome"]);

        folder.Fault("score.fail", Secret);
        using var third = new OtlpCollector();
        Build(folder, third, [], "-p:EmpoSet=score.no_answer=-0.5").Failed("EMPO3099");
        var failed = third.Spans.Single(span => span.Name == "score");
        Assert.Equal((true, "failed", "EMPO3099"), (failed.Failed, failed["empo.outcome"], failed["error.type"]));
        var build = third.Spans.Single(span => span.Name == "build");
        Assert.Equal((true, "failure", "EMPO3099"), (build.Failed, build["cicd.pipeline.result"], build["error.type"]));

        folder.WriteExperiment("no_such_setting: 1\n");
        using var fourth = new OtlpCollector();
        Build(folder, fourth).Failed("EMPO1003");
        Assert.Equal("EMPO1003", Assert.Single(fourth.Spans)["error.type"]);
    }

    [Fact]
    public void No_text_of_a_user_leaves_the_machine()
    {
        using var collector = new OtlpCollector();
        var folder = PipelineFolder.WithTinyExperiment(Secret);
        var questions = File.ReadAllText(folder.File("experiments/tiny-questions.yaml"));
        var secret = questions.Replace("Ann, Ben, Eva, Leo, Mia, Tom", Secret, StringComparison.Ordinal);
        folder.Write("experiments/tiny-questions.yaml", secret);

        Build(folder, collector, [], $"-p:EmpoStore={folder.File(Secret)}", "-p:EmpoSet=rounds=1").Succeeded();
        folder.Write("experiments/tiny-questions.yaml", $"name: {Secret}\n");
        Build(folder, collector, [], $"-p:EmpoStore={folder.File(Secret)}").Failed("EMPO2011").Says(Secret);

        Assert.Contains(collector.Points, point => point.Name == "empo.score.semantic_entropy");
        Assert.All(collector.Requests, request =>
        {
            var sent = request.Head + Encoding.UTF8.GetString(request.Body);
            Assert.DoesNotContain(Secret, sent, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Environment.UserName + "/", sent, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(200)]
    [InlineData(307)]
    [InlineData(401)]
    [InlineData(503)]
    [InlineData(null)]
    public void A_collector_that_does_not_take_it_costs_one_warning_and_never_the_build(int? status)
    {
        using var collector = new OtlpCollector(_ => status);
        var folder = PipelineFolder.WithFakeStages();
        var address = collector.Address.Replace("//", $"//bot:{Secret}@", StringComparison.Ordinal);

        var result = Build(folder, address, [$"OTEL_EXPORTER_OTLP_HEADERS=api-key={Secret}"], "-warnaserror");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(15, folder.Ran().Count);
        Assert.DoesNotContain(Secret, result.Output, StringComparison.Ordinal);
        Assert.Equal(status == 200 ? 0 : 1, Warnings(result, "EMPO6075"));
        Assert.All(collector.Requests, request =>
        {
            Assert.Contains($"api-key: {Secret}", request.Head, StringComparison.Ordinal);
            Assert.DoesNotContain("elsewhere", request.Head, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9", "EMPO6075")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=127.0.0.1:4318", "EMPO6076")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://[", "EMPO6076")]
    public void Nobody_there_is_a_warning(string variable, string code)
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");

        var result = folder.StartIn(["env", variable], "-warnaserror").Wait();

        Assert.Equal((0, 1), (result.ExitCode, Warnings(result, code)));
    }

    [Fact]
    public void The_runs_of_a_suite_are_one_trace_and_no_variable_sends_nothing()
    {
        using var collector = new OtlpCollector();
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");
        folder.Write("experiments/s.yaml", "title: s\nseeds: [1, 2]\nreference: a\narms:\n  a:\n    experiment: e.yaml\n");

        Build(folder, collector, [], "-p:EmpoExperiment=", "-p:EmpoSuite=experiments/s.yaml", "-p:EmpoParallel=true", "-m:2");
        using var silent = new OtlpCollector();
        Build(folder, silent, ["OTEL_SDK_DISABLED=true"]).Succeeded();

        var suite = Assert.Single(collector.Spans, span => span.Name == "suite");
        var runs = collector.Spans.Where(span => span.Name == "build").ToList();
        Assert.Equal(["s/a/seed-1", "s/a/seed-2"], runs.Select(run => run["cicd.pipeline.name"]).Order(StringComparer.Ordinal));
        Assert.All(runs, run => Assert.Equal((suite.Trace, suite.Id), (run.Trace, run.Parent)));
        Assert.All(
            collector.Spans.Where(span => span.Name is not ("suite" or "build")),
            span => Assert.Contains(span.Parent, runs.Select(run => run.Id))
        );
        Assert.Empty(silent.Requests);
    }

    private static int Warnings(BuildResult result, string code) =>
        result.Output.Split("Build succeeded")[0].Split($"warning {code}: ").Length - 1;

    private static string Outcome(ReceivedSpan span) => span.Name == "build" ? "build" : span["empo.outcome"];

    private static BuildResult Build(PipelineFolder folder, OtlpCollector to, string[]? variables = null, params string[] arguments) =>
        Build(folder, to.Address, variables ?? [], arguments);

    private static BuildResult Build(PipelineFolder folder, string address, string[] variables, params string[] arguments) =>
        folder.StartIn(["env", $"OTEL_EXPORTER_OTLP_ENDPOINT={address}", .. variables], arguments).Wait();
}
