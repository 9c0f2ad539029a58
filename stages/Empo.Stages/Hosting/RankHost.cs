using System.Text;
using Empo.Experiments.Execution;
using Empo.Experiments.Properties;
using Empo.Experiments.Protocol;
using Empo.Experiments.Storage;
using Empo.Stages.DeviceMemory;
using Empo.Stages.Distribution;
using Empo.Stages.Imports;
using Empo.Stages.Programs;
using Empo.Stages.Sampling;

namespace Empo.Stages.Hosting;

/// <summary>
/// One rank. The leader takes requests from its standard input and passes them on; then every rank runs the stage's code. A rank that fails
/// leaves its reason and ends all of them: the others would wait for it for ever.
/// </summary>
internal sealed class RankHost : IDisposable
{
    private const int Failed = 1, Abandoned = 130;

    private readonly MpiGroup _ranks;
    private readonly Reduction _reduction;
    private readonly TextWriter _output;
    private readonly KnownFiles _known = new();
    private readonly RecordingMemory _recordings = new();
    private readonly DeviceSession _session = new(new CudaDriver(), DeviceChoice.Resolve);

    private RankHost(MpiGroup ranks, Reduction reduction, TextWriter output) =>
        (_ranks, _reduction, _output) = (ranks, reduction, output);

    /// <summary>Exit code: 0, unless the group ended on the way.</summary>
    /// <param name="logs">Folder for logs, states and reasons.</param>
    /// <param name="size">Number of ranks that the build asked for.</param>
    /// <param name="reduction">How the ranks of an update add their gradients.</param>
    public static int Run(string logs, int size, Reduction reduction)
    {
        NativeHeap.KeepFreedMemory();
        StageEnvironment.SetFixed(RankOutput.SetVariable);
        MpiGroup ranks;
        try
        {
            ranks = MpiGroup.Start();
        }
        catch (UserError failure)
        {
            Say(RankFailure.Of(failure, 0, Environment.MachineName));
            return Failed;
        }

        var (folder, written) = (default(string), logs);
        try
        {
            RequireSize(ranks, size);
            using var host = new RankHost(ranks, reduction, Prepare(ranks, logs));
            host.Serve(ref folder, ref written);
            ranks.Dispose();
            return 0;
        }
        catch (Exception exception)
        {
            Leave(RankFailure.Of(StoreFault.Of(exception, written) ?? exception, ranks.Rank, ranks.Host), folder, logs);
            ranks.Abort(Failed);
            return Failed;
        }
    }

    public void Dispose() => _session.Dispose();

    /// <summary>EMPO6041: never a guess by a variable of the environment, which may be there without a group.</summary>
    private static void RequireSize(MpiGroup ranks, int size)
    {
        if (ranks.Size == size)
        {
            return;
        }

        throw new UserError(
            "EMPO6041",
            (ranks.Size == 1 ? $"The launcher started ranks that do not know one another: each of {size} is alone. "
                : $"The launcher started {ranks.Size} ranks, not {size}. ")
                + $"They use {ranks.Native.Version}. Use the launcher of the same MPI: put its mpirun first in PATH, or its library "
                + "first in LD_LIBRARY_PATH. srun needs the plug-in that the library was built for (srun --mpi=list, "
                + "EmpoLauncherArguments=--mpi=...)."
        );
    }

    /// <summary>Followers write into a log of their own; the leader's output belongs to the build.</summary>
    private static StreamWriter Prepare(MpiGroup ranks, string logs)
    {
        if (Directory.Exists(logs))
        {
            if (ranks.Rank > 0)
            {
                RankOutput.Redirect(EndedJob.LogOf(logs, ranks.Rank));
            }

            ranks.Status = new RankStatus(RankStatus.FileOf(logs, ranks.Rank));
        }

        return new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
    }

    /// <param name="folder">Set to the folder of the stage that runs.</param>
    /// <param name="written">Set to the store, once it is known: where a disk that is full is looked for.</param>
    private void Serve(ref string? folder, ref string written)
    {
        IReadOnlyList<byte[]> hosts = _ranks.AllGather(Encoding.UTF8.GetBytes(_ranks.Host), "hosts");
        using var input = _ranks.Rank == 0 ? new LeaderInput(Console.OpenStandardInput(), () => _ranks.Abort(Abandoned)) : null;
        if (input is not null)
        {
            var hello = new RankHello(_ranks.Size, _ranks.Native.Version.Split(',')[0], [.. hosts.Select(Encoding.UTF8.GetString)]);
            Send(RankWire.WriteHello(hello));
        }

        while (true)
        {
            folder = null;
            var request = _ranks.Broadcast(Encoding.UTF8.GetBytes(input?.Next() ?? ""), "request");
            if (request.Length == 0)
            {
                return;
            }

            (folder, var stage) = RankWire.ReadRequest(Encoding.UTF8.GetString(request));
            written = stage.Store;
            RunStage(folder, stage);
        }
    }

    private void RunStage(string folder, StageRequest request)
    {
        var reports = RankGreeting.Exchange(_ranks, folder, Report());
        if ((RankGreeting.Problem(reports, request.Store) ?? RankDevice.Problem(request.Device, reports)) is { } problem)
        {
            if (_ranks.Rank > 0)
            {
                Thread.Sleep(Timeout.Infinite); // the leader ends all
            }

            throw problem;
        }

        // The cores of a host are shared by its ranks.
        var processors = Math.Max(1, Environment.ProcessorCount / _ranks.LocalSize);
        request = request with
        {
            Device = RankDevice.Of(request.Device, reports, _ranks.Rank),
            Threads = request.Threads > 0 ? request.Threads : processors,
        };
        _session.Enter(request);
        var context = new StageContext(request, folder, new ChunkStore(request.Store, _known), Log(), CancellationToken.None)
        {
            Ranks = _ranks,
            Reduction = _reduction,
        };
        _session.Retried(StagePrograms.Find(request.Stage, _session.Policies, _recordings))(context);
        var numerics = _ranks.AllGather(RankNumerics.ToBytes(_session.Numerics()), $"end of {request.Stage}");
        if (_ranks.Rank == 0)
        {
            Send(RankWire.WriteDone(RankResult.Of(context, RankNumerics.Join(numerics))));
        }
    }

    private RankReport Report() => new()
    {
        Host = _ranks.Host,
        SeesStore = false,
        IsLockedOut = false,
        Program = string.Join(
            ' ',
            new[] { typeof(RankHost), typeof(StageContext), typeof(Method.Advantages) }.Select(type => $"{type.Module.ModuleVersionId:N}")),
        Cards = VisibleCards.Identities(),
        Local = (_ranks.LocalRank, _ranks.LocalSize),
    };

    private WireLog Log() =>
        _ranks.Rank == 0 ? new WireLog(text => Send(RankWire.WriteLine(text))) : new WireLog(_output.WriteLine);

    private void Send(string message)
    {
        lock (_output)
        {
            _output.WriteLine(message);
        }
    }

    /// <summary>Leaves a reason where the build finds it: in the stage's folder, else among the logs, else on standard error.</summary>
    private static void Leave(RankFailure failure, string? folder, string logs)
    {
        foreach (var place in new[] { folder, logs }.OfType<string>().Where(Directory.Exists))
        {
            try
            {
                failure.Leave(place);
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // a full disk; the next place
            }
        }

        Say(failure);
    }

    /// <summary>The launcher passes standard error on to the build's stage process.</summary>
    private static void Say(RankFailure failure)
    {
        using var errors = RankOutput.Errors();
        errors.WriteLine(RankWire.WriteFailure(failure));
    }
}
