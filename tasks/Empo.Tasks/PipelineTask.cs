using System.Globalization;
using System.Text.RegularExpressions;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Properties;
using Empo.Experiments.Reproduction;
using Empo.Experiments.Resources;
using Empo.Experiments.Runs;
using Empo.Experiments.Settings;
using Empo.Experiments.Telemetry;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Empo.Tasks;

/// <summary>The base of every task of the pipeline: the properties that it is given, and how its failures become build errors.</summary>
public abstract partial class PipelineTask : Task
{
    /// <summary>The properties that the build was given, as the targets pass them on.</summary>
    [Required]
    public string Session
    {
        get => Given.ToString();
        set => Given = BuildSession.Parse(value);
    }

    private protected BuildSession Given { get; set; } = BuildSession.Parse("");

    /// <summary>Path of the experiment's YAML file, absolute or relative to <see cref="ProjectFolder"/>.</summary>
    private protected string Experiment => Given["EmpoExperiment"];

    /// <summary>Overrides: <c>a.b=1 c=2</c> or <c>@file.yaml</c>.</summary>
    private protected string Overrides => Given["EmpoSet"];

    /// <summary>Folder of pipeline.proj.</summary>
    private protected string ProjectFolder => Path.TrimEndingDirectorySeparator(Given["ProjectFolder"]);

    /// <summary>Absolute path of the stage program's assembly.</summary>
    internal string Program => Given["Program"];

    /// <summary>Pipe of the build's stage process; empty where none was needed.</summary>
    private protected string Pipe => Given["Pipe"];

    /// <summary>Log file of the stage process.</summary>
    private protected string ProcessLog => Given["ProcessLog"];

    /// <summary>How the build starts several processes for a stage; null where one runs them.</summary>
    /// <exception cref="UserError">EMPO1037: the properties cannot be understood.</exception>
    private protected RankLaunch? Launch => LaunchProperties.Read(name => Given[name], ProjectFolder);

    /// <summary>Whether the build scores stored rollouts again instead of running the pipeline.</summary>
    private protected bool Rescores => Given.IsTrue("Rescores");

    /// <summary>
    /// Runs the task in the invariant culture. MSBuild uses the user's culture, but the files and lines of the pipeline are the same
    /// everywhere.
    /// </summary>
    public sealed override bool Execute()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            CheckProperties();
            Run();
        }
        catch (UserError failure)
        {
            Report(failure);
        }
        catch (OperationCanceledException)
        {
            Log.LogError(
                null, "EMPO6006", null, null, 0, 0, 0, 0,
                "The build was cancelled; what was finished is kept. Build again to go on."
            );
        }
        catch (Exception exception) when (StoreFault.Of(exception, StoreFolder) is { } fault)
        {
            Report(fault);
        }
        finally
        {
            Ended(Log.HasLoggedErrors ? ErrorCode ?? PipelineTelemetry.OtherError : null);
            CultureInfo.CurrentCulture = culture;
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>The work; a <see cref="UserError"/> becomes an error.</summary>
    protected abstract void Run();

    /// <summary>Called once the work is done or has failed.</summary>
    /// <param name="error">Code of the error; null where there is none.</param>
    private protected virtual void Ended(string? error) { }

    /// <summary>Code of the first error that this task logged; null where it logged none.</summary>
    internal string? ErrorCode { get; set; }

    /// <summary>The build's telemetry; null where the environment asks for none.</summary>
    private protected BuildTelemetry? Telemetry => BuildTelemetry.Of(BuildEngine4);

    /// <summary>Sends what telemetry waits; where the collector does not take it, one warning says so.</summary>
    private protected void SendTelemetry()
    {
        foreach (var (code, text) in Telemetry?.Flush() ?? [])
        {
            Log.LogWarning(null, code, null, null, 0, 0, 0, 0, "{0}", text);
        }
    }

    /// <summary>Logs an error without a place.</summary>
    private protected void Fail(string code, string format, params object?[] arguments)
    {
        ErrorCode ??= code;
        Log.LogError(null, code, null, null, 0, 0, 0, 0, format, arguments);
    }

    /// <summary>The public target whose first task this is, named as in <see cref="BuildProperties"/>; null for any other task.</summary>
    private protected virtual string? Target => null;

    /// <summary>Absolute path of the store.</summary>
    protected string StoreFolder =>
        Path.TrimEndingDirectorySeparator(
            Path.GetFullPath(Given["EmpoStore"] is { Length: > 0 } store ? store : Path.Combine("artifacts", ".store"), ProjectFolder)
        );

    /// <summary>Name under which this node's <see cref="Experiments.Storage.StoreHold"/> is registered for the build.</summary>
    private protected string HoldKey => "empo-hold-" + StoreFolder;

    /// <summary>Absolute path of the folder of run folders.</summary>
    protected string ArtifactsFolder => Path.Combine(ProjectFolder, "artifacts");

    /// <summary>The experiment, read once per node and build.</summary>
    private protected PipelineSession OpenSession()
    {
        var key = string.Join('\n', "empo-session", ProjectFolder, Experiment, Overrides, StoreFolder, Rescores.ToString());
        if (BuildEngine4.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is PipelineSession session)
        {
            return session;
        }

        RefuseLostOverrides();
        _ = Locked;
        session = PipelineSession.Open(
            Path.GetFullPath(Experiment, ProjectFolder),
            Overrides,
            ProjectFolder,
            StoreFolder,
            ArtifactsFolder,
            Rescores
        );
        BuildEngine4.RegisterTaskObject(key, session, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return session;
    }

    /// <summary>The experiment's settings alone, for tasks that only read an existing run folder: the dataset may be gone.</summary>
    private protected Experiments.Settings.Experiment ReadSettings()
    {
        RefuseLostOverrides();
        return PipelineSession.Read(Path.GetFullPath(Experiment, ProjectFolder), Overrides, ProjectFolder);
    }

    /// <summary>Writes a line that the user sees by default, except where several runs of a suite would write at once.</summary>
    internal void Say(string text)
    {
        var line = InThisProject(text);
        Log.LogMessage(Importance, "{0}", Importance == MessageImportance.High ? TerminalLogger.Shown(line) : line);
    }

    /// <summary>Reports what a run does not measure, so that the user does not wait for it.</summary>
    private protected void SayNote(PipelineSession session)
    {
        if (session.Note is { } note)
        {
            Say($"  {note}");
        }
    }

    /// <summary>
    /// Importance of a run's lines. In parallel with other runs they are shown only with <c>-v:n</c>; the run's log has every line.
    /// </summary>
    internal MessageImportance Importance => Given.IsTrue("Quiet") ? MessageImportance.Normal : MessageImportance.High;

    /// <summary>Throws the error of a guard that stopped the experiment; does nothing where it did not.</summary>
    /// <param name="statuses">Every stage of the experiment, as in the run folder that was or will be written.</param>
    private protected void ReportStop(GuardVerdict verdict, IEnumerable<NodeStatus> statuses)
    {
        if (verdict.Stop is { } stop)
        {
            throw new UserError(
                "EMPO5001",
                $"The guard stopped training: {stop}. {ShownPolicy.Of(statuses, verdict).AfterStop()} Look at what changed "
                    + $"(docs/guard.md); to go on all the same raise {stop.Setting}, set it to none, or set guard.action to warn.",
                Experiment
            );
        }
    }

    /// <summary>Warns of a broken limit that does not stop training.</summary>
    private protected void Warn(GuardFinding finding, string more = "") =>
        Log.LogWarning(null, "EMPO5002", null, Experiment, 0, 0, 0, 0, "{0}. The limit is {1}.{2}", finding, finding.Setting, more);

    /// <summary>Whether the build must reproduce the experiment's lock (EmpoLocked).</summary>
    /// <exception cref="UserError">EMPO1030 for anything but true and false: a build that was meant to be locked must not pass
    /// unlocked.</exception>
    private protected bool Locked => BuildProperties.Flag("EmpoLocked", Given["EmpoLocked"].Trim(), otherwise: false);

    /// <summary>Bytes that the store may grow by (EmpoDiskSpace, or the free space of its disk); null where this is unknown.</summary>
    private protected long? FreeSpace => DiskSpace.Of(Given["EmpoDiskSpace"].Trim(), StoreFolder);

    /// <summary>Compares stages that are up to date with the lock, in their order. The first difference is the error.</summary>
    /// <returns>Number of stages by how closely they were compared.</returns>
    private protected static IReadOnlyDictionary<LockLevel, int> HoldAgainstLock(PipelineSession session, IEnumerable<NodeStatus> statuses)
    {
        var levels = new Dictionary<LockLevel, int>();
        foreach (var status in statuses.Where(status => status.Manifest is not null && status.Node.Definition.LockedAs != LockedAs.Nothing))
        {
            var (difference, level) = session.Lock.Of(status.Node.Id, status.Manifest!);
            if (difference is not null)
            {
                throw new UserError(
                    "EMPO4026",
                    $"{status.Node.Id} is not what the lock says: {difference}. Undo the change, or make a new lock (-t:Lock) if "
                        + "it is meant.",
                    LockFile.PathOf(session.Experiment.File)
                );
            }

            levels[level] = levels.GetValueOrDefault(level) + 1;
        }

        return levels;
    }

    /// <summary>Checks the properties of a build in the first task of each target, and in the first task of a node.</summary>
    private void CheckProperties()
    {
        const string done = "empo-properties-checked";
        if (
            BuildEngine is not IBuildEngine6 engine
            || (Target is null && BuildEngine4.GetRegisteredTaskObject(done, RegisteredTaskObjectLifetime.Build) is not null)
        )
        {
            return;
        }

        if (ParallelJob.Refusal(Environment.GetEnvironmentVariable) is { } refusal)
        {
            throw refusal;
        }

        var check = new PropertyCheck(engine.GetGlobalProperties(), Given.Values, Given["ProjectFile"]);
        check.Require(Environment.GetEnvironmentVariables().Keys.Cast<string>());
        if (ParallelJob.Nested(Environment.GetEnvironmentVariable, Launch?.Launcher) is { } nested)
        {
            throw nested;
        }

        BuildEngine4.RegisterTaskObject(done, done, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        if (Target is not null && !Given.IsTrue("SuiteRun"))
        {
            foreach (var property in check.WithoutEffect(Target))
            {
                Log.LogWarning(
                    null, "EMPO1034", null, property.Name, 0, 0, 0, 0, "{0} has no effect on {1}: it counts for {2} only.", property.Name,
                    Target,
                    string.Join(", ", property.ReadBy.Where(target => target != BuildProperties.Suite || property.ReadBy.Count == 1))
                );
            }
        }
    }

    /// <summary>
    /// MSBuild cuts -p:EmpoSet="rounds=3;seed=2" at the semicolon and takes seed for a property. This reports the setting instead of losing
    /// it.
    /// </summary>
    private void RefuseLostOverrides()
    {
        var names = (BuildEngine as IBuildEngine6)?.GetGlobalProperties().Keys ?? [];
        if (names.FirstOrDefault(name => SettingTable.Find(name) is not null) is { } lost)
        {
            throw new UserError(
                "EMPO1010",
                $"The setting '{lost}' arrived as a property of MSBuild, not in EmpoSet. Write all settings into EmpoSet, "
                    + $"separated by spaces: -p:EmpoSet=\"rounds=3 {lost}=...\".",
                "EmpoSet"
            );
        }
    }

    /// <summary>A text with this project's file for pipeline.proj and its target names: -t:EmpoCheck where it has no short names.</summary>
    internal string InThisProject(string text)
    {
        var file = Path.GetFileName(Given["ProjectFile"]);
        var own = file.Length > 0 ? text.Replace("pipeline.proj", file, StringComparison.Ordinal) : text;
        return Given.IsTrue("EmpoShortNames") ? own : ShortTarget().Replace(own, "-t:Empo$1");
    }

    [GeneratedRegex(@"-t:(?!Empo)([A-Z]\w+)")]
    private static partial Regex ShortTarget();

    private void Report(UserError failure)
    {
        ErrorCode ??= failure.Code;
        Log.LogError(null, failure.Code, null, failure.File, failure.Line, failure.Column, 0, 0, "{0}", InThisProject(failure.Message));
    }
}
