using Empo.Experiments.Guarding;
using Empo.Experiments.Reproduction;
using Empo.Experiments.Storage;
using Empo.Experiments.View;

namespace Empo.Tasks;

/// <summary>Brings the view up to date after a build, also after one that failed: summary.json, report, the link to the policy.</summary>
public sealed class WriteSummary : PipelineTask
{
    /// <summary>Pipe of the build's stage process; empty where none was needed.</summary>
    public string Pipe { get; set; } = "";

    protected override void Run()
    {
        if (Recorded)
        {
            // The summary tells of the last training build; scoring its rollouts anew changes nothing of that.
            return;
        }

        var session = OpenSession();
        if (Pipe.Length > 0)
        {
            // What was made again for one reader goes again; rounds do this for themselves.
            Retention.Apply(session.Resolution);
        }

        var statuses = session.Resolution.DecideAll();
        ViewUpdate.Apply(session, statuses, GuardVerdict.Of(session.Experiment, statuses), session.TakeRuns(Pipe));
        if (Locked && statuses.All(status => status.Manifest is not null))
        {
            var levels = HoldAgainstLock(session, statuses);
            int Count(LockLevel level) => levels.GetValueOrDefault(level);
            Say(Count(LockLevel.Metrics) + Count(LockLevel.None) == 0
                ? $"  locked: all {Count(LockLevel.Bytes)} stages have the bytes of the lock"
                : $"  locked: this machine is of another numerics class; {Count(LockLevel.Bytes)} stages held by bytes, {Count(LockLevel.Metrics)} evaluations by the range of the locked seeds, {Count(LockLevel.None)} could not be compared");
        }

        if (statuses[^1] is { Node.Stage: "report", Manifest: { } report })
        {
            foreach (var output in report.Outputs)
            {
                session.View.Write(output.Name, File.ReadAllBytes(session.Resolution.Store.PathOf(report, output)));
            }

            foreach (var line in ConsoleTable.BaseAgainstTrained(statuses))
            {
                Say(line);
            }

            Say($"  report: {Path.Combine(session.View.Folder, "report.html")}");
        }
    }
}
