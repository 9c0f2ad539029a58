using Empo.Experiments.Catalog;
using Empo.Experiments.Pages;

namespace Empo.Stages.Reporting;

/// <summary>
/// The result of training where no answer is known: indicators that need no answers, and no statement about right or wrong.
/// </summary>
internal static class UnlabelledStory
{
    public const string Caution =
        "More agreement means that answers differ less, not that they are right: a model that comes to agree on wrong answers "
        + "looks the same. The guard's limits look for that collapse; only questions with known answers can rule it out.";

    /// <summary>Held-out questions before and after, or the first round's questions and the last one's.</summary>
    public static string Result(RunRecord run) =>
        run.IsEvaluated
            ? $"Whether its answers are right is not known: the {run.Base.Count} held-out questions have no answers. On them "
                + $"{Change(name => Of(run.BaseMetrics, name), name => Of(run.TrainedMetrics, name))}."
            : "Whether its answers are right is not known: nothing was evaluated. From the questions of round 1 to those of round "
                + $"{run.Rounds}, {Change(name => Of(run, 1, name), name => Of(run, run.Rounds, name))}.";

    private static string Change(Func<string, double?> before, Func<string, double?> after) =>
        $"semantic entropy went from {Figures.Number(before("semantic_entropy"))} to {Figures.Number(after("semantic_entropy"))} nats, "
        + $"the share of the largest cluster from {Figures.Percent(before("majority_share"))} to "
        + $"{Figures.Percent(after("majority_share"))}, "
        + $"responses without an answer from {Figures.Percent(before("no_answer"))} to {Figures.Percent(after("no_answer"))}, "
        + $"and the length of a response from {Figures.Number(before("response_length"), 1)} to "
        + $"{Figures.Number(after("response_length"), 1)} tokens";

    private static double? Of(IReadOnlyDictionary<string, double> metrics, string name) =>
        metrics.TryGetValue(name, out var value) ? value : null;

    private static double? Of(RunRecord run, int round, string name) =>
        run.Metric(StageTable.Score, round, name) ?? run.Metric(StageTable.Rollout, round, name);
}
