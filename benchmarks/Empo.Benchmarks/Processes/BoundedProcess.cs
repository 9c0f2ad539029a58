using System.Diagnostics;
using System.Text;

namespace Empo.Benchmarks.Processes;

/// <summary>Another program with a time limit, its children included.</summary>
internal static class BoundedProcess
{
    /// <summary>Time for the last lines: a grandchild that holds the pipe open must not hold us.</summary>
    private static readonly TimeSpan LastLines = TimeSpan.FromSeconds(10);

    /// <param name="program">A program on the PATH, or a path.</param>
    /// <param name="arguments">Each one argument, quoted by the system's rules.</param>
    /// <param name="limit">After it the process and its children are ended.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables on top of this process's.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static ProcessOutcome Run(
        string program,
        IEnumerable<string> arguments,
        TimeSpan limit,
        string folder,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var (clock, output, open) = (Stopwatch.StartNew(), new StringBuilder(), new CountdownEvent(2));
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, open, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, open, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExit(limit);
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
        }

        open.Wait(LastLines);
        lock (output)
        {
            return new ProcessOutcome(ended ? process.ExitCode : null, output.ToString(), clock.Elapsed.TotalSeconds);
        }
    }

    /// <summary>A line, or null at the end of one of the two streams.</summary>
    private static void Append(StringBuilder output, CountdownEvent open, string? line)
    {
        if (line is null)
        {
            open.Signal();
            return;
        }

        lock (output)
        {
            output.AppendLine(line);
        }
    }
}
