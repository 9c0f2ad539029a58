using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Text;
using Empo.Experiments.Execution;
using Empo.Experiments.Protocol;

namespace Empo.Tasks;

/// <summary>One request to the stage process, from connecting to its exit code.</summary>
internal sealed class StageConnection(string pipe, string processLog, Action<string> say, Action<string> note)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(10);

    /// <summary>Sends the request and passes on every line. A stage that asks for a fresh process gets one, once.</summary>
    /// <returns>Exit code and whether the stage ran.</returns>
    /// <exception cref="UserError">EMPO6003 where the process died, with its signal and its last lines; EMPO6004 where it never
    /// answered.</exception>
    public (int Exit, bool Ran) Send(WireRequest request, CancellationToken cancellation)
    {
        var (clock, fresh) = (Stopwatch.StartNew(), false);
        while (!cancellation.IsCancellationRequested)
        {
            if (TrySend(request, clock, cancellation) is not { } outcome)
            {
                continue;
            }

            if (outcome.Exit != StageServer.FreshProcess || fresh)
            {
                return outcome;
            }

            fresh = true;
            clock.Restart(); // the next process has as long to start as the first
        }

        return (StageServer.Cancelled, false);
    }

    /// <summary>
    /// Null where the connection ended before the process sent its id: it was about to end, and the next process takes over.
    /// </summary>
    private (int Exit, bool Ran)? TrySend(WireRequest request, Stopwatch clock, CancellationToken cancellation)
    {
        int? process = null;
        using var over = new CancellationTokenSource();
        try
        {
            using var stream = Connect(clock, cancellation);
            using var reader = new StreamReader(stream, new UTF8Encoding(false));
            using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
            writer.WriteLine(WireFormat.Write(request));
            using var cancelling = cancellation.Register(() => Cancel(writer, () => process, over.Token));
            while (reader.ReadLine() is { } line)
            {
                var reply = WireFormat.ReadReply(line);
                if (reply.Exit is { } exit)
                {
                    over.Cancel();
                    return (exit, reply.Ran);
                }

                process = reply.Process ?? process;
                if (reply.Line is { } text)
                {
                    say(text);
                }

                if (reply.Detail is { } detail)
                {
                    note(detail);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Reported below: the pipe breaks when the process dies.
        }

        over.Cancel();
        return cancellation.IsCancellationRequested ? (StageServer.Cancelled, false)
            : process is null ? null
            : throw Died(request.Request, process.Value);
    }

    private NamedPipeClientStream Connect(Stopwatch clock, CancellationToken cancellation)
    {
        while (true)
        {
            var stream = new NamedPipeClientStream(".", pipe, PipeDirection.InOut, PipeOptions.Asynchronous);
            try
            {
                stream.ConnectAsync(TimeSpan.FromSeconds(1), cancellation).GetAwaiter().GetResult();
                return stream;
            }
            catch (TimeoutException)
            {
                stream.Dispose();
            }
            catch
            {
                stream.Dispose();
                throw;
            }

            if (File.Exists(StageProcess.GivenUpFile(processLog, pipe)))
            {
                throw new UserError(
                    "EMPO6004",
                    $"The stage program ended right after its start, several times. Its last lines: {LastLines()} Run it by hand "
                        + "to see more: dotnet exec Empo.Stages.dll."
                );
            }

            if (clock.Elapsed > StartLimit)
            {
                throw new UserError(
                    "EMPO6004",
                    $"The stage program did not answer within {StartLimit.TotalSeconds:F0} s. Its last lines: {LastLines()} Run "
                        + "it by hand to see more: dotnet exec Empo.Stages.dll."
                );
            }
        }
    }

    /// <summary>Asks the stage to stop; kills its process if it does not stop in time.</summary>
    private static void Cancel(StreamWriter writer, Func<int?> process, CancellationToken over)
    {
        try
        {
            writer.WriteLine(WireFormat.Cancel);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return;
        }

        _ = System
            .Threading.Tasks.Task.Delay(CancelLimit, over)
            .ContinueWith(_ => Kill(process()), over, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    private static void Kill(int? id)
    {
        try
        {
            if (id is { } known)
            {
                using var process = Process.GetProcessById(known);
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // The process has already ended.
        }
    }

    private UserError Died(StageRequest request, int process)
    {
        var stage = request.Round is { } round ? $"{request.Stage} {round}" : request.Stage;
        return new UserError(
            "EMPO6003",
            $"The stage process {process} died during {stage} ({ExitReason(process)}). What was finished is kept; build again to "
                + $"go on. Its last lines: {LastLines()}"
        );
    }

    /// <summary>The exit code that the process's owner writes into a file, in words.</summary>
    private string ExitReason(int process)
    {
        var file = StageProcess.ExitFile(processLog, pipe, process);
        for (var tries = 0; tries < 40; tries++)
        {
            if (File.Exists(file) && int.TryParse(File.ReadAllText(file), NumberStyles.Integer, CultureInfo.InvariantCulture, out var code))
            {
                return code switch
                {
                    128 + 6 => "signal SIGABRT: a native library gave up",
                    128 + 9 => "signal SIGKILL: killed from outside, or out of memory: "
                        + "lower rollout.max_rows, rollout.questions_per_chunk or update.micro_batch_tokens",
                    128 + 11 => "signal SIGSEGV: an access violation in native code",
                    128 + 15 => "signal SIGTERM: somebody ended it",
                    > 128 and < 160 => $"signal {code - 128}",
                    _ => $"exit code {code}",
                };
            }

            Thread.Sleep(50);
        }

        return "its exit code is not known";
    }

    private string LastLines()
    {
        try
        {
            var lines = File.ReadLines(processLog).TakeLast(20).ToList();
            return lines.Count == 0 ? "(none)" : string.Join(" | ", lines);
        }
        catch (IOException)
        {
            return "(none)";
        }
    }
}
