using System.Diagnostics;
using System.Globalization;
using Empo.Experiments.Execution;
using Empo.Experiments.Protocol;

namespace Empo.Tasks;

/// <summary>
/// Owns the stage process of one build: starts it, starts another one when it ends, and ends it with the build. It is registered with the
/// node that began the build; tasks on other nodes reach the process through the name of the pipe.
/// </summary>
internal sealed class StageProcess : IDisposable
{
    private const int MaxRestarts = 10_000;
    private const int MaxQuickDeaths = 3;

    /// <summary>How long a process with ranks may take to end them.</summary>
    private const int GraceMilliseconds = 8000;

    private readonly string _program;
    private readonly string _logFile;
    private readonly IReadOnlyList<string> _launch;
    private readonly Lock _gate = new();
    private Process? _process;
    private bool _disposed;
    private int _starts;
    private int _quickDeaths;

    /// <param name="launch">Arguments that say how to start ranks; none where the process runs the stages itself.</param>
    public StageProcess(string program, string pipe, string logFile, IReadOnlyList<string> launch)
    {
        _program = program;
        _launch = launch;
        Pipe = pipe;
        _logFile = logFile;
        Start();
    }

    public string Pipe { get; }

    public void Dispose()
    {
        Process? process;
        lock (_gate)
        {
            _disposed = true;
            process = _process;
        }

        if (process is { HasExited: false } && _launch.Count > 0)
        {
            EndRanks(process);
        }

        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(5000);
        }

        process?.Dispose();
        DeleteSocket();
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(_logFile)!, Pipe + "*.exit"))
        {
            System.IO.File.Delete(file);
        }
    }

    /// <summary>Lets the process end its ranks, which may be on other hosts, where killing the tree would not reach them.</summary>
    private static void EndRanks(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            return;
        }

        process.WaitForExit(GraceMilliseconds);
    }

    /// <summary>File with the exit code of a dead process, for tasks on other nodes.</summary>
    public static string ExitFile(string logFile, string pipe, int process) =>
        Path.Combine(Path.GetDirectoryName(logFile)!, string.Create(CultureInfo.InvariantCulture, $"{pipe}.{process}.exit"));

    /// <summary>File that exists once the program died so often right after its start that it is not started again.</summary>
    public static string GivenUpFile(string logFile, string pipe) => Path.Combine(Path.GetDirectoryName(logFile)!, pipe + ".exit");

    /// <summary>
    /// Deletes the socket. On Unix a named pipe is a socket file in the temporary folder, and a killed process leaves it there.
    /// </summary>
    private void DeleteSocket()
    {
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.Delete(PipeName.FileOf(Pipe));
        }
    }

    private void Start()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (
            var argument in new[]
            {
                "exec", _program, "serve", "--pipe", Pipe, "--parent",
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            }.Concat(_launch)
        )
        {
            start.ArgumentList.Add(argument);
        }

        StageEnvironment.Set(start.Environment);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var started = Stopwatch.StartNew();
        process.Exited += (_, _) => OnExit(process, started.Elapsed);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        _starts++;
    }

    private void OnExit(Process process, TimeSpan lived)
    {
        process.WaitForExit();
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _quickDeaths = process.ExitCode != 0 && lived < TimeSpan.FromSeconds(2) ? _quickDeaths + 1 : 0;
            var code = process.ExitCode.ToString(CultureInfo.InvariantCulture);
            new LogFile(ExitFile(_logFile, Pipe, process.Id)).Append(code);
            if (_starts < MaxRestarts && _quickDeaths < MaxQuickDeaths)
            {
                Start();
                return;
            }

            new LogFile(GivenUpFile(_logFile, Pipe)).Append(code);
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            new LogFile(_logFile).Append(line);
        }
    }
}
