using Empo.Experiments.Storage;
using Empo.Experiments.Suites;

namespace Empo.Stages.SuiteReports;

/// <summary>A suite with the results of those of its runs that finished.</summary>
/// <param name="Suite">The planned runs.</param>
/// <param name="Results">The measurements, in the order of the runs.</param>
/// <param name="Missing">Names of the runs without a result.</param>
internal sealed record SuiteOutcome(Suite Suite, IReadOnlyList<SuiteResult> Results, IReadOnlyList<string> Missing)
{
    public static SuiteOutcome Of(SuitePlan plan)
    {
        var store = new ArtifactStore(plan.Store);
        var found = plan
            .Suite.Runs.Select(run =>
                (run.Name, Result: plan.Failed.Contains(run.Name) ? null : SuiteResult.Find(run, plan.RunFolders, store))
            )
            .ToList();
        return new SuiteOutcome(
            plan.Suite,
            [.. found.Select(run => run.Result).OfType<SuiteResult>()],
            [.. found.Where(run => run.Result is null).Select(run => run.Name)]
        );
    }

    /// <summary>Results arm by arm, in the suite's order.</summary>
    public IEnumerable<IGrouping<string, SuiteResult>> ByArm() =>
        Suite.Arms.SelectMany(arm => Results.Where(result => result.Arm == arm)).GroupBy(result => result.Arm);
}
