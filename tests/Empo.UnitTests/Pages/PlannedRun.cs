using Empo.Experiments.Graph;
using Empo.Experiments.Settings;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Pages;

/// <summary>Every stage of an experiment with a manifest whose metrics a test dictates; each stage took 90 seconds.</summary>
internal static class PlannedRun
{
    public static IReadOnlyList<NodeStatus> Of(Experiment experiment, Func<StageNode, Dictionary<string, double>?> metrics) =>
        [
            .. Pipeline
                .Of(experiment, [])
                .Nodes.Select(node => new NodeStatus
                {
                    Node = node,
                    State = metrics(node) is null ? StageState.Pending : StageState.UpToDate,
                    Reason = "",
                    Manifest = metrics(node) is { } measured ? Manifest(node, measured) : null,
                }),
        ];

    private static Manifest Manifest(StageNode node, Dictionary<string, double> metrics) =>
        new()
        {
            Stage = node.Stage,
            Round = node.Round,
            Key = new string('a', 64),
            Experiment = "e",
            Fingerprint = [],
            Outputs = [],
            Chunks = [],
            Inputs = [.. node.Inputs.Select(input => new InputRecord(input.Role.Name, new string('b', 64), input.Producer?.Stage, null))],
            Metrics = metrics,
            Numerics = new Dictionary<string, string> { ["device"] = "cpu" },
            Seconds = 90,
            Finished = "2026-11-30T08:00:00Z",
        };
}
