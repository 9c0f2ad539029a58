using Empo.Experiments.Graph;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>What the console says at the end of a build, with and without answers.</summary>
public sealed class ConsoleTableTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void Where_answers_are_known_accuracy_is_shown_and_agreement_is_not()
    {
        var statuses = Statuses(evaluates: true, labelled: null);

        Assert.Equal(
            [
                "                                  base   trained",
                "  greedy accuracy                10.0%     20.0%",
                "  pass@1 (sampled)               10.0%     20.0%",
                "  semantic entropy (nats)         0.10      0.20",
            ],
            ConsoleTable.BeforeAndAfter(statuses)
        );
        Assert.Equal("greedy accuracy 10.0% -> 20.0%, pass@1 (sampled) 10.0% -> 20.0%", ConsoleTable.Short(statuses));
    }

    [Fact]
    public void Where_some_are_known_it_says_how_many_of_how_many() =>
        Assert.Equal(
            "  accuracy is over the 3 of 8 held-out questions that have an answer",
            ConsoleTable.BeforeAndAfter(Statuses(evaluates: true, labelled: 3)).Last()
        );

    [Fact]
    public void Where_none_is_known_entropy_and_agreement_are_shown()
    {
        var statuses = Statuses(evaluates: true, labelled: 0);

        Assert.Equal(
            [
                "                                  base   trained",
                "  majority share                 10.0%     20.0%",
                "  semantic entropy (nats)         0.10      0.20",
                "  none of 8 held-out questions has an answer: accuracy is not measured",
            ],
            ConsoleTable.BeforeAndAfter(statuses)
        );
        Assert.Equal("majority share 10.0% -> 20.0%, semantic entropy (nats) 0.10 -> 0.20", ConsoleTable.Short(statuses));
    }

    [Fact]
    public void Without_an_evaluation_the_first_round_stands_beside_the_last()
    {
        var statuses = Statuses(evaluates: false, labelled: null);

        Assert.Equal(
            [
                "                               round 1   round 2",
                "  majority share                 10.0%     20.0%",
                "  semantic entropy (nats)         0.10      0.20",
                "  response length (tokens)         1.0       2.0",
            ],
            ConsoleTable.BeforeAndAfter(statuses)
        );
        Assert.Equal("majority share 10.0% -> 20.0%, semantic entropy (nats) 0.10 -> 0.20", ConsoleTable.Short(statuses));
    }

    private List<NodeStatus> Statuses(bool evaluates, int? labelled)
    {
        var nodes = Pipeline.Of(_text.Read("dataset: d.yaml\nrounds: 2\n"), [], evaluates).Nodes;
        return
        [
            .. nodes.Select(node => new NodeStatus
            {
                Node = node,
                State = StageState.UpToDate,
                Reason = "",
                Manifest = ManifestOf(node, node.Stage == "evaluate" ? (node.Round == 0 ? 0.1 : 0.2) : (node.Round ?? 0) / 10.0, labelled),
            }),
        ];
    }

    private static Manifest ManifestOf(StageNode node, double value, int? labelled)
    {
        Dictionary<string, double> metrics = node.Stage switch
        {
            "evaluate" when labelled == 0 => new()
            {
                ["semantic_entropy"] = value,
                ["majority_share"] = value,
                ["labelled"] = 0,
                ["questions"] = 8,
            },
            "evaluate" when labelled is { } some => new()
            {
                ["greedy"] = value,
                ["pass@1"] = value,
                ["labelled"] = some,
                ["questions"] = 8,
            },
            "evaluate" => new()
            {
                ["greedy"] = value,
                ["pass@1"] = value,
                ["semantic_entropy"] = value,
                ["majority_share"] = value,
                ["questions"] = 8,
            },
            "score" => new() { ["semantic_entropy"] = value, ["majority_share"] = value },
            "rollout" => new() { ["response_length"] = 10 * value },
            _ => [],
        };
        return new Manifest
        {
            Stage = node.Stage, Round = node.Round, Key = "k", Experiment = "e", Fingerprint = [], Inputs = [], Outputs = [], Chunks = [],
            Metrics = metrics, Numerics = new Dictionary<string, string>(), Seconds = 0, Finished = "",
        };
    }
}
