using Empo.Experiments.Graph;
using Empo.Experiments.Runs;

namespace Empo.UnitTests.Experiments;

public sealed class StatusTableTests
{
    [Fact]
    public void Neighbours_with_the_same_state_are_one_line()
    {
        using var text = new ExperimentText();
        var nodes = Pipeline.Of(text.Read("dataset: d.yaml\nrounds: 1\n"), []).Nodes;
        NodeStatus Status(StageNode node, StageState state, string reason) => new() { Node = node, State = state, Reason = reason };

        var lines = StatusTable.Lines(
        [
            Status(nodes[0], StageState.UpToDate, ""),
            Status(nodes[1], StageState.UpToDate, ""),
            Status(nodes[2], StageState.Stale, "evaluate.k [1] -> [2]"),
            Status(nodes[3], StageState.Stale, "seed 1 -> 2"),
            .. nodes.Skip(4).Select(node => Status(node, StageState.Pending, "pending on rollout 1")),
        ]).ToList();

        Assert.Equal(4, lines.Count);
        Assert.Equal("  up to date  pretrain ... prepare (2 stages)", lines[0]);
        Assert.Equal("  stale       evaluate 0: because evaluate.k [1] -> [2]", lines[1]);
        Assert.Equal("  stale       rollout 1: because seed 1 -> 2", lines[2]);
        Assert.StartsWith("  pending     score 1 ... report (6 stages): ", lines[3], StringComparison.Ordinal);
    }
}
