using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Protocol;
using Empo.Experiments.Resources;
using Empo.Stages.DeviceMemory;
using Empo.Stages.Hosting;
using Empo.Tasks;
using Empo.UnitTests.Stages;
using TorchSharp;

namespace Empo.UnitTests.Hosting;

/// <summary>
/// Stages on a made-up card, served as the stage program serves them: when a server ends, another one takes its place, as a build starts
/// another process. A stage computes nothing; it asks for the device and for room where the real one does.
/// </summary>
internal sealed class ServedRound : IDisposable
{
    public const long Gigabyte = 1L << 30;

    private readonly StageBench _bench = new();
    private readonly string _pipe = $"empo-test-{Guid.NewGuid():N}";
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _processes;
    private int _keys;

    public ServedRound(MadeUpCard card)
    {
        _processes = Task.Factory.StartNew(() => Serve(card), TaskCreationOptions.LongRunning);
    }

    /// <summary>Gigabytes that a stage on the device needs; others need none.</summary>
    public Dictionary<string, long> Needs { get; } = [];

    /// <summary>The stages that run out of memory, and how often each still does.</summary>
    public Dictionary<string, int> Exhausted { get; } = [];

    /// <summary>Processes started so far.</summary>
    public int Starts { get; private set; }

    /// <summary>Everything that the stages said.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Stages whose code ran to its end, and the device in their manifest.</summary>
    public List<(string Stage, string Device)> Ran { get; } = [];

    /// <summary>Sends a stage by the code of a build. Returns its exit code.</summary>
    public int Send(string stage)
    {
        var request = _bench.Request(stage, 1) with { Device = "cuda", Key = $"{++_keys:D64}" };
        var connection = new StageConnection(_pipe, _bench.File("process.log"), Log.Add, Log.Add);
        return connection.Send(new WireRequest(request, []), _stop.Token).Exit;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _processes.GetAwaiter().GetResult();
        _stop.Dispose();
        _bench.Dispose();
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(PipeName.FileOf(_pipe));
        }
    }

    private void Serve(MadeUpCard card)
    {
        while (!_stop.IsCancellationRequested)
        {
            using var session = new DeviceSession(card, _ => new torch.Device(DeviceType.CUDA, 0));
            var server = new StageServer
            {
                Programs = _ => session.Retried(context => Run(context, session)),
                Numerics = session.Numerics,
                Prepare = session.Enter,
            };
            Starts++;
            server.Serve(_pipe, _stop.Token);
        }
    }

    private void Run(StageContext context, DeviceSession session)
    {
        var stage = context.Request.Stage;
        if (Needs.TryGetValue(stage, out var gigabytes))
        {
            session.Policies().Card!.RequireRoom(new MemoryEstimate
            {
                Stage = stage,
                Parts = [new(MemoryEstimate.Weights, gigabytes * Gigabyte)],
                Remedy = "",
            });
        }

        if (Exhausted.TryGetValue(stage, out var times) && times > 0)
        {
            Exhausted[stage] = times - 1;
            throw OutOfMemory.Failure(stage, new OutOfMemoryException("CUDA out of memory"));
        }

        foreach (var name in context.Request.Outputs)
        {
            File.WriteAllText(Path.HasExtension(name) ? context.Output(name) : Path.Combine(context.Output(name), "file"), name);
        }

        Ran.Add((stage, session.Numerics()["device"]));
    }

    /// <summary>The stages of a round with everything that a round can have, in the order of a build.</summary>
    public static IReadOnlyList<string> Stages { get; } =
    [
        StageTable.Rollout.Name, StageTable.Reference.Name, StageTable.Score.Name, StageTable.Filter.Name, StageTable.Update.Name,
        StageTable.Probe.Name, StageTable.Guard.Name, StageTable.Evaluate.Name,
    ];
}
