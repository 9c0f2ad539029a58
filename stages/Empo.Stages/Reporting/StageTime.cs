namespace Empo.Stages.Reporting;

/// <summary>Wall time of all runs of a stage, when they ran: a stage that was reused ran in an earlier build.</summary>
internal sealed record StageTime(string Stage, int Runs, double Seconds)
{
    public static IReadOnlyList<StageTime> Of(RunRecord run) =>
        [.. run.Stages.GroupBy(manifest => manifest.Stage).Select(group => new StageTime(group.Key, group.Count(), group.Sum(manifest => manifest.Seconds)))];
}
