using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Metrics;

/// <summary>
/// The cost of a stage's runs, added up from their manifests. A reused stage counts with what it cost when it ran. Killed attempts left no
/// manifest and are not counted.
/// </summary>
/// <param name="Stage">Name of the stage, or <c>all</c>.</param>
/// <param name="Runs">Number of manifests.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="DeviceSeconds">Wall time of the runs that compute with a model: the device's time on a GPU, the processor's on a
/// CPU.</param>
/// <param name="TokensSampled">Tokens of responses.</param>
/// <param name="TokensTrained">Response tokens that went through a backward pass, each pass counted.</param>
/// <param name="Uncounted">Runs of earlier versions, whose manifests do not say how many tokens they sampled or trained on.</param>
public sealed record StageCost(
    string Stage,
    int Runs,
    double Seconds,
    double DeviceSeconds,
    double TokensSampled,
    double TokensTrained,
    int Uncounted
)
{
    /// <summary>
    /// Names of metrics in manifests: tokens of all responses of a stage, tokens among them that were found in the store, tokens trained
    /// on.
    /// </summary>
    public const string Tokens = "tokens", TokensReused = "tokens_reused", Trained = "tokens_trained";

    /// <summary>Cost by stage, in the order of the manifests.</summary>
    /// <param name="manifests">Manifests of the runs to add up.</param>
    /// <param name="spent">Whether to leave out samples that a run found in the store, because nothing was spent on them.</param>
    public static IReadOnlyList<StageCost> Of(IEnumerable<Manifest> manifests, bool spent = false) =>
        [.. manifests.GroupBy(manifest => manifest.Stage).Select(runs => Sum(runs.Key, [.. runs.Select(run => OfRun(run, spent))]))];

    /// <summary>The sum under the name <c>all</c>.</summary>
    public static StageCost Total(IReadOnlyList<StageCost> costs) => Sum("all", costs);

    private static StageCost OfRun(Manifest run, bool spent)
    {
        var work = StageTable.Find(run.Stage)?.Work ?? StageWork.Neither;
        var computes = work == StageWork.Trains || InputRole.Models.Any(role => run.Inputs.Any(input => input.Is(role)));
        var sampled = run.Metrics.GetValueOrDefault(Tokens) - (spent ? run.Metrics.GetValueOrDefault(TokensReused) : 0);
        var counts = work switch
        {
            StageWork.Trains => run.Metrics.ContainsKey(Trained),
            StageWork.Samples => run.Metrics.ContainsKey(Tokens),
            StageWork.Neither => true,
        };
        return new StageCost(
            run.Stage,
            1,
            run.Seconds,
            computes ? run.Seconds : 0,
            sampled,
            run.Metrics.GetValueOrDefault(Trained),
            counts ? 0 : 1
        );
    }

    private static StageCost Sum(string stage, IReadOnlyList<StageCost> costs) => new(
        stage, costs.Sum(cost => cost.Runs), costs.Sum(cost => cost.Seconds), costs.Sum(cost => cost.DeviceSeconds),
        costs.Sum(cost => cost.TokensSampled), costs.Sum(cost => cost.TokensTrained), costs.Sum(cost => cost.Uncounted));
}
