using System.Runtime.InteropServices;
using Empo.Experiments.Execution;
using Empo.Experiments.Properties;
using Empo.Experiments.Protocol;
using Empo.Stages.DeviceMemory;
using Empo.Stages.Imports;
using Empo.Stages.Programs;
using Empo.Stages.Sampling;
using TorchSharp;

namespace Empo.Stages.Hosting;

/// <summary>
/// Serves the stages of a build on a pipe until the build ends, or until a stage asks for a fresh process. What they share is in
/// <see cref="DeviceSession"/>, or in the ranks that run them.
/// </summary>
internal sealed class StageHost : IDisposable
{
    private static readonly TimeSpan LastGrace = TimeSpan.FromSeconds(10);

    private readonly RecordingMemory _recordings = new();
    private readonly DeviceSession _session = new(new CudaDriver(), DeviceChoice.Resolve);
    private readonly RankedStages? _ranked;

    private StageHost()
    {
    }

    private StageHost(RankLaunch launch, string logs)
    {
        // A stage that runs here names the policy to a server at most; it computes nothing, so nothing loads libtorch.
        var none = new PolicyMemory(new torch.Device(DeviceType.CPU));
        _ranked = new RankedStages(launch, logs, stage => StagePrograms.Find(stage, () => none, _recordings));
    }

    /// <summary>Exit code: 0, or 130 where the build ended first.</summary>
    /// <param name="pipe">The named pipe that requests come from.</param>
    /// <param name="parent">The id of the build's process.</param>
    public static int Serve(string pipe, int parent)
    {
        NativeHeap.KeepFreedMemory();
        using var host = new StageHost();
        return host.Listen(pipe, parent);
    }

    /// <summary>The same where stages that compute with a model run in ranks.</summary>
    public static int Serve(string pipe, int parent, RankLaunch launch, string logs)
    {
        using var host = new StageHost(launch, logs);
        return host.Listen(pipe, parent);
    }

    public void Dispose()
    {
        _ranked?.Dispose();
        _session.Dispose();
    }

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
        if (_ranked is not null)
        {
            StopAtEndOfInput(stop);
        }

        var server = new StageServer
        {
            Programs = stage => _ranked?.Find(stage) ?? _session.Retried(StagePrograms.Find(stage, _session.Policies, _recordings)),
            Numerics = () => _ranked?.Numerics ?? _session.Numerics(),
            Provenance = ToolProvenance.Read(AppContext.BaseDirectory),
            Prepare = Enter,
        };
        return server.Serve(pipe, stop.Token);
    }

    private void Enter(StageRequest request)
    {
        _ranked?.Enter();
        _session.Enter(request);
    }

    /// <summary>The build closes its end and leaves time to end the ranks, which may be on other hosts.</summary>
    private static void StopAtEndOfInput(CancellationTokenSource stop) =>
        new Thread(() =>
        {
            using var input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0)
            {
                // nothing is sent here
            }

            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // ending already
            }
        })
        {
            IsBackground = true,
            Name = "end of input",
        }.Start();
}
