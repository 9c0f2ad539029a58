using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Empo.Experiments.Execution;
using Empo.Experiments.Properties;
using Empo.Experiments.Protocol;

namespace Empo.Stages.Distribution;

/// <summary>
/// A group of ranks behind a launcher, for the stage process of a build. It is asked for one stage after another through the launcher's
/// standard input and answers through its output. It ends with this process, however that ends: the ranks miss its heartbeat.
/// </summary>
internal sealed class RankJob : IDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2), Silence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly RankLaunch _launch;
    private readonly string _logs;
    private readonly LauncherOutput _output;
    private readonly Process _process;
    private readonly Lock _writing = new();
    private readonly Timer _beat;
    private RankHello? _hello;

    private RankJob(RankLaunch launch, string logs, Process process)
    {
        (_launch, _logs, _process) = (launch, logs, process);
        _output = new LauncherOutput(process, RankOutput.Errors());
        _beat = new Timer(_ => Write(""), null, Heartbeat, Heartbeat);
    }

    /// <summary>Whether it cannot run another stage.</summary>
    public bool IsOver { get; private set; }

    /// <summary>
    /// Open MPI 4 copies between processes of a host by a system call (CMA), which containers often refuse and which made an exchange of
    /// the small model up to five times as long; <c>none</c> goes through shared memory. A user's own value stays.
    /// </summary>
    private const string SingleCopy = "OMPI_MCA_btl_vader_single_copy_mechanism";

    /// <summary>Starts the launcher.</summary>
    /// <param name="logs">Folder for the ranks' logs and states.</param>
    /// <param name="rank">The program of a rank and its arguments.</param>
    /// <exception cref="UserError">EMPO6049: it cannot be started.</exception>
    public static RankJob Start(RankLaunch launch, string logs, IReadOnlyList<string> rank, IStageLog log)
    {
        Directory.CreateDirectory(logs);
        RankFailure.Forget(logs);
        var place = LauncherPlace.Here(launch.KeyVariables);
        if (place.Setsid is null)
        {
            log.Line("ranks: there is no setsid here (util-linux), so Ctrl-C reaches the launcher as well as the build");
        }

        var launcher = Path.IsPathRooted(launch.Launcher) ? launch.Launcher : LauncherPlace.OnPath(launch.Launcher) ?? launch.Launcher;
        var command = LauncherCommand.Of(launch, launcher, rank, place);
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["EmpoRanks"] = launch.Ranks.ToString(CultureInfo.InvariantCulture); // for scripts
        start.Environment["TERM"] = "dumb"; // ranks have a terminal of the launcher's
        start.Environment.TryAdd(SingleCopy, "none");
        try
        {
            RequireExecutable(launcher);
            return new RankJob(launch, logs, Process.Start(start)!);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            throw new UserError(
                "EMPO6049",
                $"The launcher {launcher} cannot be started: {exception.Message}. Install it (Debian and Ubuntu: openmpi-bin for mpirun, "
                    + "slurm-client for srun), make a script executable, or leave EmpoLauncher and EmpoRanks out.",
                "EmpoLauncher"
            );
        }
    }

    /// <summary>Runs a stage in the ranks.</summary>
    /// <exception cref="UserError">A rank's failure, or EMPO6040 where none left a reason.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the ranks are gone.</exception>
    public RankResult Run(StageContext context)
    {
        try
        {
            Write(RankWire.WriteRequest(context.OutputFolder, context.Request));
            return Await(context);
        }
        catch
        {
            End();
            throw;
        }
    }

    public void Dispose()
    {
        End();
        _beat.Dispose();
        _process.Dispose();
        _output.Dispose();
    }

    /// <summary>setsid would start, and only then say what it cannot start.</summary>
    private static void RequireExecutable(string launcher)
    {
        if (!File.Exists(launcher))
        {
            throw new Win32Exception("it is not there");
        }

        const UnixFileMode any = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(launcher) & any) == 0)
        {
            throw new Win32Exception("it is not executable (chmod +x)");
        }
    }

    private RankResult Await(StageContext context)
    {
        while (true)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (!_output.TryTake(out var line, Silence, context.Cancellation))
            {
                Report(context.Log);
                continue;
            }

            if (line is null)
            {
                throw Failure(context);
            }

            if (RankWire.ReadReply(line) is not { } reply)
            {
                _output.Other(line);
                continue;
            }

            if (reply.Done is { } done)
            {
                return done;
            }

            Greet(reply.Hello, context.Log);
            if (reply.Line is { } text)
            {
                context.Log.Line(text);
            }
        }
    }

    private void Greet(RankHello? hello, IStageLog log)
    {
        if (hello is null)
        {
            return;
        }

        _hello = hello;
        var hosts = string.Join(", ", hello.Hosts.Distinct());
        log.Line(string.Create(CultureInfo.InvariantCulture, $"ranks: {hello.Ranks} on {hosts}, {hello.Library}"));
    }

    /// <summary>Nothing was heard for a while: says which ranks are behind.</summary>
    private void Report(IStageLog log)
    {
        if (_hello is null)
        {
            log.Line($"ranks: waiting for {Path.GetFileName(_launch.Launcher)} to start {_launch.Ranks} of them");
        }
        else if (RankStates.Missing(_logs, _hello.Hosts) is { } missing)
        {
            log.Warning(
                "EMPO6050",
                $"Nothing was heard of the ranks for {Silence.TotalSeconds:F0} s: {missing}. A long step ends this by itself; otherwise "
                    + $"look at that rank's log in {_logs}, and cancel the build to end them all."
            );
        }
    }

    /// <summary>Why the ranks are gone: what the first of them left, or what the launcher said.</summary>
    private Exception Failure(StageContext context)
    {
        if (!_process.WaitForExit(EndLimit))
        {
            End();
        }

        _output.AwaitErrors();
        context.Cancellation.ThrowIfCancellationRequested();
        if (RankFailure.In(context.OutputFolder).Concat(RankFailure.In(_logs)).Concat(_output.Failures).FirstOrDefault() is { } failure)
        {
            if (failure.Trace is { } trace)
            {
                context.Log.Line(trace);
            }

            return failure.ToException();
        }

        var stage = context.Request.Round is { } round ? $"{context.Request.Stage} {round}" : context.Request.Stage;
        return EndedJob.Failure(
            _hello is null ? null : stage,
            Path.GetFileName(_launch.Launcher),
            _process.HasExited ? _process.ExitCode : 128 + 9,
            _output.LastErrors,
            _logs);
    }

    /// <summary>Lets the ranks end by themselves, then makes them.</summary>
    private void End()
    {
        _beat.Change(Timeout.Infinite, Timeout.Infinite);
        try
        {
            _process.StandardInput.Close();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // gone already
        }

        _process.WaitForExit(EndLimit);
        SessionProcess.End(_process);
        IsOver = true;
    }

    private void Write(string line)
    {
        try
        {
            lock (_writing)
            {
                _process.StandardInput.WriteLine(line);
                _process.StandardInput.Flush();
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // The launcher is gone; the end of its output says so.
        }
    }
}
