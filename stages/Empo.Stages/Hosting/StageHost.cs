using System.Runtime.InteropServices;
using Empo.Experiments.Execution;
using Empo.Experiments.Protocol;
using Empo.Stages.Imports;
using Empo.Stages.Programs;
using Empo.Stages.Sampling;
using TorchSharp;

namespace Empo.Stages.Hosting;

/// <summary>
/// Serves the stages of a build on a pipe until the build ends. The first stage that needs libtorch loads it, and a policy stays in memory
/// from stage to stage.
/// </summary>
internal sealed class StageHost : IDisposable
{
    private static readonly TimeSpan LastGrace = TimeSpan.FromSeconds(10);

    private readonly RecordingMemory _recordings = new();
    private PolicyMemory? _policies;
    private string _device = "cpu";
    private bool _deterministic;
    private int _threads;

    /// <summary>Exit code: 0, or 130 where the build ended first.</summary>
    /// <param name="pipe">The named pipe that requests come from.</param>
    /// <param name="parent">The id of the build's process.</param>
    public static int Serve(string pipe, int parent)
    {
        NativeHeap.KeepFreedMemory();
        using var host = new StageHost();
        return host.Listen(pipe, parent);
    }

    public void Dispose() => _policies?.Dispose();

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
            Programs = Program,
            Numerics = Numerics,
            Provenance = ToolProvenance.Read(AppContext.BaseDirectory),
            Prepare = Prepare,
            IsSpent = () => _policies is { Device.type: DeviceType.CUDA },
        };
        return server.Serve(pipe, stop.Token);
    }

    private void Prepare(StageRequest request)
    {
        _device = request.Device;
        _deterministic = request.Deterministic;
        _threads = request.Threads > 0 ? request.Threads : Environment.ProcessorCount;
    }

    private Action<StageContext> Program(string stage) => StagePrograms.Find(stage, Policies, _recordings);

    /// <summary>Chooses the device and loads libtorch when the first stage needs them.</summary>
    private PolicyMemory Policies()
    {
        if (_policies is null)
        {
            torch.set_num_threads(_threads);
            var device = DeviceChoice.Resolve(_device);
            if (_deterministic && device.type == DeviceType.CUDA)
            {
                Determinism.Switch(on: true);
            }

            _policies = new PolicyMemory(device);
        }

        return _policies;
    }

    private IReadOnlyDictionary<string, string> Numerics() => NumericsClass.Of(_policies?.Device, _device, _deterministic, _threads);
}
