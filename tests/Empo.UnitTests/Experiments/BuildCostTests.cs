using System.Text.Json;
using Empo.Experiments.Graph;
using Empo.Experiments.Metrics;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>Cost of a run whose stages took 10 s each on a CPU.</summary>
public sealed class BuildCostTests
{
    private static readonly string[] Ids =
    [
        "pretrain", "prepare", "evaluate 0", "rollout 1", "score 1", "filter 1", "update 1", "guard 1", "evaluate 1", "report",
    ];

    [Fact]
    public void A_run_made_in_one_build_costs_what_its_stages_say()
    {
        var cost = BuildCost.Of(Run(reused: 0), Ids.ToHashSet());

        Assert.Equal(
            "  cost: 1 min 40 s (50.0 s of it with a model on cpu), 1300 tokens sampled, 12 thousand trained on; all of it in this build",
            cost.Line()
        );
        Assert.EndsWith(
            "; all of it in this build, 300 of the sampled tokens found in the store",
            BuildCost.Of(Run(), Ids.ToHashSet()).Line(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_build_that_runs_nothing_says_so_and_what_the_run_has_cost() =>
        Assert.EndsWith(
            "1300 tokens sampled, 12 thousand trained on; nothing ran in this build",
            BuildCost.Of(Run(), new HashSet<string>()).Line(),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_build_pays_for_its_own_stages_and_not_for_samples_that_were_there()
    {
        var cost = BuildCost.Of(Run(), new HashSet<string> { "evaluate 1", "report" });

        Assert.Equal(
            (2, 20.0, 10.0, 100.0, 0.0),
            (
                cost.ThisBuild.Runs,
                cost.ThisBuild.Seconds,
                cost.ThisBuild.DeviceSeconds,
                cost.ThisBuild.TokensSampled,
                cost.ThisBuild.TokensTrained
            )
        );
        Assert.EndsWith(
            "; of which this build 20.0 s (10.0 s of it with a model on cpu), 100 tokens sampled, 0 trained on",
            cost.Line(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Stages_are_added_up_by_name()
    {
        var cost = BuildCost.Of(Run(), new HashSet<string>()).Stages.Single(stage => stage.Stage == "evaluate");

        Assert.Equal(new StageCost("evaluate", 2, 20, 20, 800, 0, 0), cost);
    }

    [Fact]
    public void Runs_of_a_version_that_counted_no_tokens_are_named()
    {
        var statuses = Run()
            .Select(status => status with { Manifest = status.Manifest! with { Metrics = new Dictionary<string, double>() } });

        Assert.EndsWith(
            "; tokens of 5 stages of an earlier version are not known",
            BuildCost.Of(statuses, new HashSet<string>()).Line(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Machines_read_the_same_numbers()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            BuildCost.Of(Run(), new HashSet<string> { "rollout 1" }).Write(json, "cost");
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.ToArray());
        var cost = document.RootElement.GetProperty("cost");
        Assert.Equal("cpu", cost.GetProperty("device").GetString());
        Assert.Equal(
            (10, 500),
            (
                cost.GetProperty("this_build").GetProperty("seconds").GetDouble(),
                cost.GetProperty("this_build").GetProperty("tokens_sampled").GetDouble()
            )
        );
        Assert.Equal(
            (100, 12_000),
            (
                cost.GetProperty("whole_run").GetProperty("seconds").GetDouble(),
                cost.GetProperty("whole_run").GetProperty("tokens_trained").GetDouble()
            )
        );
        Assert.Equal(9, cost.GetProperty("stages").GetArrayLength());
    }

    private static List<NodeStatus> Run(int reused = 300)
    {
        using var text = new ExperimentText();
        var nodes = Pipeline.Of(text.Read("dataset: d.yaml\nrounds: 1\n"), []).Nodes;
        Assert.Equal(Ids, nodes.Select(node => node.Id));
        return
        [
            .. nodes.Select(node => new NodeStatus
            {
                Node = node,
                State = StageState.UpToDate,
                Reason = "",
                Manifest = ManifestOf(node, reused),
            }),
        ];
    }

    private static Manifest ManifestOf(StageNode node, int reused) =>
        new()
        {
            Stage = node.Stage,
            Round = node.Round,
            Key = node.Id,
            Experiment = "e",
            Fingerprint = [],
            Outputs = [],
            Chunks = [],
            Seconds = 10,
            Finished = "",
            Inputs = [.. node.Inputs.Select(input => new InputRecord(input.Role.Name, "d", null, null))],
            Metrics = node.Id switch
            {
                "pretrain" => new() { ["tokens_trained"] = 11_000 },
                "update 1" => new() { ["tokens_trained"] = 1000 },
                "rollout 1" => new() { ["tokens"] = 500, ["tokens_reused"] = 0 },
                "evaluate 1" => new() { ["tokens"] = 400, ["tokens_reused"] = reused },
                "evaluate 0" => new() { ["tokens"] = 400 },
                _ => new Dictionary<string, double>(),
            },
            Numerics = new Dictionary<string, string> { ["device"] = node.Stage == "prepare" ? "none" : "cpu" },
        };
}
