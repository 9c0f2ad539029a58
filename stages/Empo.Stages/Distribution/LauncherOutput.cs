using System.Collections.Concurrent;
using System.Diagnostics;
using Empo.Experiments.Protocol;

namespace Empo.Stages.Distribution;

/// <summary>What a launcher and the ranks behind it write: lines of standard output in order, and what matters of standard error.</summary>
internal sealed class LauncherOutput : IDisposable
{
    private const int Kept = 40;

    /// <summary>How long output may still come after the process is gone; a process that it left may hold its end open for ever.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private readonly TextWriter _log;
    private readonly BlockingCollection<string?> _lines = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly ConcurrentQueue<RankFailure> _failures = [];
    private readonly ManualResetEventSlim _errorsEnded = new();

    /// <param name="process">The launcher, just started.</param>
    /// <param name="log">Gets what it writes to standard error, and <see cref="Other"/> lines.</param>
    public LauncherOutput(Process process, TextWriter log)
    {
        _log = log;
        process.EnableRaisingEvents = true;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Exited += (_, _) => _ = Task.Delay(Rest).ContinueWith(_ => Add(null), TaskScheduler.Default);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Failures that ranks wrote to standard error because they knew no folder yet.</summary>
    public IEnumerable<RankFailure> Failures => _failures.OrderBy(failure => failure.Rank);

    /// <summary>The last lines of standard error.</summary>
    public IReadOnlyCollection<string> LastErrors => _errors;

    /// <summary>The next line of standard output; null at its end. False where none came in time.</summary>
    public bool TryTake(out string? line, TimeSpan limit, CancellationToken cancellation) =>
        _lines.TryTake(out line, (int)limit.TotalMilliseconds, cancellation);

    /// <summary>Waits for what the launcher wrote to standard error before it ended.</summary>
    public void AwaitErrors() => _errorsEnded.Wait(Rest);

    /// <summary>Passes on a line that is no message: what libraries and launchers say.</summary>
    public void Other(string line)
    {
        lock (_log)
        {
            _log.WriteLine(line);
        }
    }

    public void Dispose() => _lines.Dispose();

    private void Add(string? line)
    {
        try
        {
            _lines.Add(line);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException)
        {
            // nobody reads any more
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            _errorsEnded.Set();
            return;
        }

        if (RankWire.ReadReply(line)?.Failure is { } failure)
        {
            _failures.Enqueue(failure);
            return;
        }

        Other(line);
        _errors.Enqueue(line);
        while (_errors.Count > Kept)
        {
            _errors.TryDequeue(out _);
        }
    }
}
