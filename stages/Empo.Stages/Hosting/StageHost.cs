using System.Runtime.InteropServices;
using Empo.Experiments.Protocol;
using Empo.Stages.DeviceMemory;
using Empo.Stages.Imports;
using Empo.Stages.Programs;
using Empo.Stages.Sampling;

namespace Empo.Stages.Hosting;

/// <summary>
/// Serves the stages of a build on a pipe until the build ends, or until a stage asks for a fresh process. What they share is in
/// <see cref="DeviceSession"/>.
/// </summary>
internal sealed class StageHost : IDisposable
{
    private static readonly TimeSpan LastGrace = TimeSpan.FromSeconds(10);

    private readonly RecordingMemory _recordings = new();
    private readonly DeviceSession _session = new(new CudaDriver(), DeviceChoice.Resolve);

    /// <summary>Exit code: 0, or 130 where the build ended first.</summary>
    /// <param name="pipe">The named pipe that requests come from.</param>
    /// <param name="parent">The id of the build's process.</param>
    public static int Serve(string pipe, int parent)
    {
        NativeHeap.KeepFreedMemory();
        using var host = new StageHost();
        return host.Listen(pipe, parent);
    }

    public void Dispose() => _session.Dispose();

    private int Listen(string pipe, int parent)
    {
        // Ctrl-C reaches the whole process group; the build decides what it means and reports it through the pipe.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var watch = new ParentWatch(parent);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(watch.Gone);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        using var lastResort = stop.Token.Register(() =>
            _ = Task.Delay(LastGrace).ContinueWith(_ => Environment.Exit(StageServer.Cancelled), TaskScheduler.Default)
        );
        var server = new StageServer
        {
            Programs = stage => _session.Retried(StagePrograms.Find(stage, _session.Policies, _recordings)),
            Numerics = _session.Numerics,
            Provenance = ToolProvenance.Read(AppContext.BaseDirectory),
            Prepare = _session.Enter,
        };
        return server.Serve(pipe, stop.Token);
    }
}
