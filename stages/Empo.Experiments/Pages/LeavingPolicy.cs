using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Pages;

/// <summary>The policy that <c>policy/</c> shows, with what is known about it: the source of its model card and of its results.</summary>
/// <param name="Experiment">The experiment that made it.</param>
/// <param name="Statuses">Every stage of the experiment.</param>
/// <param name="Round">Its round; 0 is the base.</param>
public sealed record LeavingPolicy(Experiment Experiment, IReadOnlyList<NodeStatus> Statuses, int Round)
{
    /// <summary>The finished stages.</summary>
    public IEnumerable<Manifest> Manifests => Statuses.Select(status => status.Manifest).OfType<Manifest>();

    /// <summary>The evaluation of the base, or null where nothing was evaluated.</summary>
    public Manifest? BaseEvaluation => Evaluation(0);

    /// <summary>The evaluation of this very policy, or null where it has none.</summary>
    public Manifest? OwnEvaluation => Evaluation(Round);

    /// <summary>SHA-256 of its content; null where the base is a folder of the user's that no stage has read.</summary>
    public string? Digest =>
        MakerOf(Round)?.Outputs.FirstOrDefault(output => output.Name == StageTable.Policy.Name)?.Digest
        ?? (Round == 0 ? BaseDigest : null);

    /// <summary>SHA-256 of the base's content, or null where no stage has read it.</summary>
    public string? BaseDigest =>
        Statuses
            .Where(status => status.Manifest is not null && status.Node.Round is 0 or 1)
            .SelectMany(status => status.Manifest!.Inputs)
            .FirstOrDefault(input => input.Is(InputRole.Policy))
            ?.Digest;

    /// <summary>Whether accuracy of an evaluation was measured.</summary>
    public static bool HasAccuracy(Manifest? evaluation) => evaluation is not null && EvaluationMetrics.HaveAccuracy(evaluation.Metrics);

    private Manifest? Evaluation(int round) =>
        Statuses.FirstOrDefault(status => status.Node.Definition == StageTable.Evaluate && status.Node.Round == round)?.Manifest;

    private Manifest? MakerOf(int round) =>
        Statuses
            .LastOrDefault(status =>
                status.Node.Definition.Outputs.Contains(StageTable.Policy) && (status.Node.Round ?? 0) == round
            )
            ?.Manifest;
}
