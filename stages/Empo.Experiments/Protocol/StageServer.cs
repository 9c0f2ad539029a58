using System.IO.Pipes;
using System.Text;
using Empo.Experiments.Execution;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Protocol;

/// <summary>
/// The stage process's side of the pipe. It takes requests, one at a time, and ends when its build is gone. The real stage program and the
/// tests' fake one both use this class, with different stages.
/// </summary>
public sealed class StageServer
{
    /// <summary>Exit codes of a stage.</summary>
    public const int Done = 0, Failed = 1, Defect = 2, InputRemoved = 3, FreshProcess = 4, Cancelled = 130;

    private readonly KnownFiles _known = new();
    private bool _spent;

    /// <summary>The code of a stage by its name.</summary>
    public required Func<string, Action<StageContext>> Programs { get; init; }

    /// <summary>Libraries and device facts for the manifest.</summary>
    public required Func<IReadOnlyDictionary<string, string>> Numerics { get; init; }

    /// <summary>The sources, packages and runtime of the stage program, for the manifest.</summary>
    public IReadOnlyDictionary<string, string> Provenance { get; init; } = new Dictionary<string, string>();

    /// <summary>Called with every request before it runs, to set threads and device and to count the stage.</summary>
    public Action<StageRequest> Prepare { get; init; } = _ => { };

    /// <summary>Serves until the token is cancelled or a stage asks for a fresh process.</summary>
    public int Serve(string pipeName, CancellationToken stop)
    {
        // The next pipe instance listens before this one is disposed. Without a listener the name is gone, and a build that has just
        // connected is cut off, as if the process had died.
        var pipe = Listen(pipeName);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var next = ServeOne(pipe, pipeName, stop);
                pipe.Dispose();
                pipe = next;
                if (_spent)
                {
                    return Done;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The build is gone, or asks this process to end.
        }
        finally
        {
            pipe.Dispose();
        }

        return Cancelled;
    }

    private NamedPipeServerStream ServeOne(NamedPipeServerStream pipe, string pipeName, CancellationToken stop)
    {
        NamedPipeServerStream? next = null;
        try
        {
            pipe.WaitForConnectionAsync(stop).GetAwaiter().GetResult();
            next = Listen(pipeName);
            ServeConnection(pipe, stop);
        }
        catch (IOException)
        {
            // The build went away, so its stage was cancelled. Another build may connect.
        }

        return next ?? Listen(pipeName);
    }

    private static NamedPipeServerStream Listen(string pipeName) =>
        new(
            pipeName,
            PipeDirection.InOut,
            NamedPipeServerStream.MaxAllowedServerInstances,
            PipeTransmissionMode.Byte,
            PipeOptions.Asynchronous
        );

    private void ServeConnection(NamedPipeServerStream pipe, CancellationToken stop)
    {
        using var reader = new StreamReader(pipe, new UTF8Encoding(false), leaveOpen: true);
        using var writer = new StreamWriter(pipe, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true };
        TryWrite(writer, WireFormat.WriteHello(Environment.ProcessId));
        if (reader.ReadLine() is not { } line)
        {
            return;
        }

        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _ = CancelOnWord(reader, cancellation);
        var log = new WireLog(
            text => TryWrite(writer, WireFormat.WriteLine(text)),
            sendDetail: text => TryWrite(writer, WireFormat.WriteDetail(text))
        );
        var (exit, ran) = Run(WireFormat.ReadRequest(line), log, cancellation.Token);
        TryWrite(writer, WireFormat.WriteExit(exit, ran));
    }

    private (int Exit, bool Ran) Run(WireRequest wire, WireLog log, CancellationToken cancellation)
    {
        try
        {
            Prepare(wire.Request);
            var (_, ran) = new StageRunner(log, Numerics, Provenance, _known).Run(
                wire.Request,
                wire.Needed,
                Programs(wire.Request.Stage),
                cancellation
            );
            return (Done, ran);
        }
        catch (UserError failure)
        {
            log.Raw(failure.ToCanonicalLine());
            return (Failed, false);
        }
        catch (FreshProcessException fresh)
        {
            log.Line($"{wire.Request.Stage}: {fresh.Message}; it begins again in a fresh process");
            _spent = true;
            return (FreshProcess, false);
        }
        catch (InputRemovedException removed)
        {
            log.Line($"{wire.Request.Stage}: {removed.Message}");
            return (InputRemoved, false);
        }
        catch (OperationCanceledException)
        {
            return (Cancelled, false);
        }
        catch (Exception defect)
        {
            log.Raw(
                UserError.Canonical(
                    "error",
                    "EMPO6010",
                    $"Stage {wire.Request.Stage} failed by a defect of Empo.Pipeline: {defect.GetType().Name}: {defect.Message} "
                        + "The stack trace follows in the log; please report it."
                )
            );
            log.Line(defect.ToString());
            return (Defect, false);
        }
    }

    /// <summary>Cancels the running stage when the build asks for it or closes its end.</summary>
    private static async Task CancelOnWord(StreamReader reader, CancellationTokenSource cancellation)
    {
        try
        {
            await reader.ReadLineAsync(CancellationToken.None).ConfigureAwait(false);
            await cancellation.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or IOException)
        {
            // The stage is over already.
        }
    }

    private static void TryWrite(StreamWriter writer, string text)
    {
        try
        {
            lock (writer)
            {
                writer.WriteLine(text);
            }
        }
        catch (IOException)
        {
            // Nobody listens any more; the reader notices it and cancels.
        }
    }
}
