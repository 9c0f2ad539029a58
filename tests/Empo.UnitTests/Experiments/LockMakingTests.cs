using Empo.Experiments.Graph;
using Empo.Experiments.Reproduction;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>A lock says what a run was, not how it came to be built.</summary>
public sealed class LockMakingTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void The_same_run_built_again_gives_the_same_bytes()
    {
        var first = Made("", 0, null);
        var again = Made("", 777, LockFile.Read(Written(first)));

        Assert.Equal(Bytes(first), Bytes(again));
        Assert.DoesNotContain("tokens_reused", Bytes(first), StringComparison.Ordinal);
        Assert.Contains("evaluate 0 tokens", Bytes(first), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_of_an_earlier_version_stays_as_it_is_where_the_run_measured_the_same()
    {
        var made = Made("", 0, null);
        var old = made with
        {
            Runs = made.Runs.ToDictionary(
                run => run.Key,
                run =>
                    (IReadOnlyDictionary<string, double>)
                        new SortedDictionary<string, double>(run.Value.ToDictionary(), StringComparer.Ordinal)
                        {
                            ["evaluate 0 tokens_reused"] = 58682,
                        }
            ),
        };

        Assert.Equal(Bytes(old), Bytes(Made("", 777, LockFile.Read(Written(old)))));
        Assert.DoesNotContain("tokens_reused", Bytes(Made("", 777, LockFile.Read(Written(old)), accuracy: 0.6)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_view_under_which_a_run_was_built_is_no_part_of_it()
    {
        var first = Made("", 0, null);

        Assert.Equal(Bytes(first), Bytes(Made("run_name=suite/arm/seed-1", 0, LockFile.Read(Written(first)))));
    }

    [Fact]
    public void A_run_without_an_evaluation_is_locked_by_its_bytes()
    {
        var experiment = _text.Read("dataset: d.yaml\nrounds: 1\n");
        var made = LockMaking.Of(
            experiment,
            [.. Pipeline.Of(experiment, [], evaluates: false).Nodes.Select(node => Status(node, []))],
            null
        );

        Assert.Empty(made.Runs["1"]);
        Assert.Equal(Bytes(made), Bytes(LockFile.Read(Written(made))));
        Assert.DoesNotContain(made.Stages, stage => stage.Id.StartsWith("evaluate", StringComparison.Ordinal));
    }

    /// <summary>
    /// On a card score, filter and guard touch none, so their numerics say none; other libraries still are another class.
    /// </summary>
    [Theory]
    [InlineData("x", true)]
    [InlineData("y", false)]
    public void Stages_that_computed_on_no_device_fit_beside_any(string engine, bool fits)
    {
        var experiment = _text.Read("dataset: d.yaml\nrounds: 1\n");
        var card = new Dictionary<string, string>
        {
            ["engine"] = "x",
            ["device"] = "cuda:0",
            ["gpu"] = "H100, 9.0",
            ["deterministic"] = "true",
        };
        var none = new Dictionary<string, string> { ["engine"] = engine, ["device"] = "none" };
        NodeStatus[] statuses =
        [
            .. Pipeline
                .Of(experiment, [])
                .Nodes.Select(node => Status(node, node.Stage == "evaluate" ? new() { ["pass@1"] = 0.5 } : []))
                .Select(status =>
                    status with
                    {
                        Manifest = status.Manifest! with
                        {
                            Numerics = status.Node.Stage is "prepare" or "score" or "filter" or "guard" ? none : card,
                        },
                    }
                ),
        ];

        var made = Record.Exception(() => LockMaking.Of(experiment, statuses, null));

        Assert.Equal(fits ? null : "EMPO4024", (made as UserError)?.Code);
        if (fits)
        {
            var locked = LockMaking.Of(experiment, statuses, null);
            Assert.Equal(card, locked.Numerics.ToDictionary());
            Assert.All(statuses, status => Assert.Equal("", new LockComparison(locked).ClassDifference(status.Manifest!)));
        }
    }

    private ExperimentLock Made(string overrides, double reused, ExperimentLock? before, double accuracy = 0.5)
    {
        var experiment = _text.Read("dataset: d.yaml\nrounds: 1\n", overrides);
        var nodes = Pipeline.Of(experiment, []).Nodes;
        return LockMaking.Of(
            experiment,
            [
                .. nodes.Select(node =>
                    Status(
                        node,
                        node.Stage == "evaluate"
                            ? new()
                            {
                                ["pass@1"] = accuracy,
                                ["tokens"] = 1000,
                                ["tokens_reused"] = reused,
                            }
                            : []
                    )
                ),
            ],
            before
        );
    }

    private string Written(ExperimentLock made)
    {
        var path = _text.File("e.lock.json");
        LockFile.Write(path, made);
        return path;
    }

    private string Bytes(ExperimentLock made) => File.ReadAllText(Written(made));

    private static NodeStatus Status(StageNode node, Dictionary<string, double> metrics) =>
        new()
        {
            Node = node,
            State = StageState.UpToDate,
            Reason = "",
            Manifest = new Manifest
            {
                Stage = node.Stage,
                Round = node.Round,
                Key = $"key of {node.Id}",
                Experiment = "e",
                Fingerprint = ["setting seed = 1", "format 1"],
                Inputs = [],
                Outputs = [],
                Chunks = [],
                Metrics = metrics,
                Numerics = new Dictionary<string, string> { ["engine"] = "x" },
                Seconds = 0,
                Finished = "",
            },
        };
}
