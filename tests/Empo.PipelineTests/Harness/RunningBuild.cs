using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Empo.PipelineTests.Harness;

/// <summary>A <c>dotnet build</c> on its way; never outlives its time limit, its process tree goes with it.</summary>
internal sealed class RunningBuild
{
    /// <summary>Far more than any build takes, on a busy machine too: what reaches it hangs.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(10);

    private readonly TimeSpan _limit;
    private readonly Process _process;
    private readonly PipelineFolder _folder;
    private readonly StringBuilder _output = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <param name="limit">How long it may take; null for what only a build that hangs takes.</param>
    public RunningBuild(ProcessStartInfo start, PipelineFolder folder, TimeSpan? limit = null)
    {
        _limit = limit ?? Usual;
        _folder = folder;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Sends a signal to the build's own process only.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Kills the build and everything that it started, as a power cut would.</summary>
    public void KillTree()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>The result once the build has ended.</summary>
    public BuildResult Wait()
    {
        if (!_process.WaitForExit(_limit))
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"The build took longer than {_limit}:\n{Output}");
        }

        _process.WaitForExit();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"--- {string.Join(' ', _process.StartInfo.ArgumentList.Skip(1))}  (exit {_process.ExitCode}, "
                + $"{_clock.Elapsed.TotalSeconds:F1} s)\n{Output}"
        );
        return new BuildResult(_process.ExitCode, Output, _folder);
    }

    /// <summary>Waits until the build has got somewhere.</summary>
    public void Until(string what, Func<bool> reached)
    {
        while (!reached())
        {
            if (_process.HasExited || _clock.Elapsed > _limit)
            {
                if (!_process.HasExited)
                {
                    _process.Kill(entireProcessTree: true);
                }

                if (reached())
                {
                    return;
                }

                Assert.Fail($"The build never came to this: {what}\n{Output}");
            }

            Thread.Sleep(20);
        }
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
