using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Properties;
using Empo.Experiments.Runs;
using Empo.Experiments.Suites;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Empo.Tasks;

/// <summary>
/// Reads a suite and plans how its runs are built: the number of parallel lanes, the order, and the threads of each run. Small models gain
/// little from a second thread, so runs that make their own base share the cores. A run of a model folder has the machine to itself.
/// </summary>
public sealed class PlanSuite : PipelineTask
{
    /// <summary>The largest number of nodes that this build may use (-m).</summary>
    [Required]
    public int Nodes { get; set; }

    /// <summary><c>true</c>, <c>false</c>, or empty for the rule above.</summary>
    private string Parallel => Given["EmpoParallel"];

    /// <summary>The session with the suite's plan and the folder in which lanes claim runs.</summary>
    [Output]
    public string Planned { get; set; } = "";

    /// <summary>One item per lane; metadata <c>Session</c>.</summary>
    [Output]
    public ITaskItem[] Lanes { get; set; } = [];

    private protected override string? Target => BuildProperties.Suite;

    protected override void Run()
    {
        var file = Path.GetFullPath(Given["EmpoSuite"], ProjectFolder);
        if (!File.Exists(file))
        {
            throw new UserError("EMPO1002", $"The suite does not exist: {file}. Give EmpoSuite a path relative to pipeline.proj.", file);
        }

        var suite = SuiteReader.Read(file, Overrides);
        var sessions = suite.Runs.Select(Open).ToList();
        var lanes = Math.Min(suite.Runs.Count, SideBySide(sessions) ? Nodes : 1);
        var threads = Math.Max(1, Environment.ProcessorCount / lanes);
        var runs = suite.Runs.Zip(sessions, (run, session) =>
            lanes > 1 && session?.Experiment.Threads == 0
                ? run with
                {
                    Overrides = string.Create(CultureInfo.InvariantCulture, $"{run.Overrides} threads={threads}"),
                }
                : run
        );
        var runFolder = new RunFolder(ArtifactsFolder, suite.Name);
        var plan = Path.Combine(runFolder.Folder, SuitePlan.FileName);
        runFolder.Write(
            SuitePlan.FileName,
            new SuitePlan
            {
                Suite = suite with { Runs = [.. runs] },
                Order = lanes > 1 ? BasesFirst(sessions) : [.. Enumerable.Range(0, suite.Runs.Count)],
                Failed = [],
                Store = StoreFolder,
                RunFolders = ArtifactsFolder,
            }.ToJson()
        );
        var claims = Path.Combine(
            runFolder.Folder,
            string.Create(CultureInfo.InvariantCulture, $"claims-{Environment.ProcessId}-{Guid.NewGuid():N}")
        );
        Directory.CreateDirectory(claims);
        var span = Telemetry?.Begin("suite", "") ?? "";
        Telemetry?.Describe(span, suite.Name);
        var planned = Given.With(
            ("TraceParent", span),
            ("Plan", plan),
            ("Claims", claims),
            ("SideBySide", lanes > 1 ? "true" : "")
        );
        Planned = planned.ToString();
        Lanes = [.. Enumerable.Range(1, lanes).Select(lane => LaneItem(planned, lane.ToString(CultureInfo.InvariantCulture)))];
        Say(
            lanes > 1
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{suite.Name}: {suite.Runs.Count} runs, {lanes} side by side (-p:EmpoParallel=false for one after the "
                        + $"other); what each does stands in artifacts/{suite.Name}/<arm>/seed-<n>/logs/build.log"
                )
                : string.Create(CultureInfo.InvariantCulture, $"{suite.Name}: {suite.Runs.Count} runs, one after the other")
        );
    }

    private static TaskItem LaneItem(BuildSession session, string lane)
    {
        var item = new TaskItem(lane);
        item.SetMetadata("Session", session.With(("Lane", lane)).ToString());
        return item;
    }

    /// <summary>
    /// A run's session, or null where its experiment has an error. That run fails on its own and does not affect the others.
    /// </summary>
    private PipelineSession? Open(SuiteRun run)
    {
        try
        {
            return PipelineSession.Open(run.Experiment, run.Overrides, ProjectFolder, StoreFolder, ArtifactsFolder, rescores: false);
        }
        catch (UserError)
        {
            return null;
        }
    }

    private bool SideBySide(IReadOnlyList<PipelineSession?> sessions) =>
        Parallel.ToUpperInvariant() switch
        {
            "TRUE" => true,
            "FALSE" => false,
            "" => sessions.All(session =>
                session is null || (session.Pipeline.Find(StageTable.Pretrain, null) is not null && session.Experiment.Device != "cuda")
            ),
            _ => throw new UserError(
                "EMPO1030",
                $"EmpoParallel is '{Parallel}'. Write true or false, or omit it.",
                "EmpoParallel"
            ),
        };

    /// <summary>
    /// Orders the runs so that one run of each base model that is yet to be made comes first. So no lane waits for a base that another lane
    /// is making.
    /// </summary>
    private static int[] BasesFirst(IReadOnlyList<PipelineSession?> sessions)
    {
        var makers = sessions
            .Index()
            .Where(run => BaseToMake(run.Item) is not null)
            .DistinctBy(run => BaseToMake(run.Item))
            .Select(run => run.Index)
            .ToHashSet();
        return [.. Enumerable.Range(0, sessions.Count).OrderBy(run => makers.Contains(run) ? 0 : 1)];
    }

    private static string? BaseToMake(PipelineSession? session) =>
        session?.Pipeline.Find(StageTable.Pretrain, null) is { } node
        && session.Resolution.Decide(node) is { State: not StageState.UpToDate } status
            ? status.Key
            : null;
}
