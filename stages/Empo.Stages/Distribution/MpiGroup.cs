using System.Diagnostics;
using Empo.Experiments.Execution;

namespace Empo.Stages.Distribution;

/// <summary>
/// The ranks of an MPI job. Ranks wait for one another without using the processor, since a chunk of samples on another rank may take
/// minutes; only the first instants are spent in MPI. Messages are at most 4 MB: larger ones were nine times slower per byte.
/// </summary>
internal sealed unsafe class MpiGroup : IRankGroup, IDisposable
{
    private const int MessageBytes = 4 << 20;
    private const int MostGathered = 1 << 30; // places in MPI are 32-bit numbers
    private static readonly TimeSpan Busy = TimeSpan.FromMicroseconds(200), Brief = TimeSpan.FromMilliseconds(100);

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly bool _anyThread;
    private long _operations;

    private MpiGroup(MpiNative native)
    {
        Native = native;
        _anyThread = native.Init();
        (Rank, Size) = (native.RankIn(native.Abi.World), native.SizeOf(native.Abi.World));
        var local = native.OnThisHost();
        (LocalRank, LocalSize) = (native.RankIn(local), native.SizeOf(local));
        Host = native.ProcessorName();
    }

    /// <summary>The functions of the library, for exchanges of tensors.</summary>
    public MpiNative Native { get; }

    public int Rank { get; }

    public int Size { get; }

    /// <summary>This process's number among those of its host.</summary>
    public int LocalRank { get; }

    /// <summary>Number of ranks on this host.</summary>
    public int LocalSize { get; }

    /// <summary>The name of this host.</summary>
    public string Host { get; }

    /// <summary>Where each operation is noted before it begins; null for nowhere.</summary>
    public RankStatus? Status { get; set; }

    /// <summary>Begins MPI in this process.</summary>
    /// <exception cref="UserError">EMPO6047: there is no MPI library.</exception>
    public static MpiGroup Start() => new(MpiLibrary.Load(Environment.GetEnvironmentVariable));

    public void Barrier(string name = "barrier")
    {
        Enter(name);
        Await(Native.Ibarrier());
    }

    public byte[] Broadcast(byte[] data, string name = "broadcast")
    {
        Enter(name);
        long length = data.LongLength;
        Await(Native.Ibcast(&length, sizeof(long), root: 0));
        var received = Rank == 0 ? data : new byte[length];
        fixed (byte* at = received)
        {
            for (var done = 0L; done < length; done += MessageBytes)
            {
                Await(Native.Ibcast(at + done, (int)Math.Min(MessageBytes, length - done), root: 0));
            }
        }

        return received;
    }

    public IReadOnlyList<byte[]> AllGather(byte[] mine, string name = "all-gather")
    {
        Enter(name);
        var (lengths, length) = (new long[Size], mine.LongLength);
        fixed (long* all = lengths)
        {
            Await(Native.Iallgather(&length, sizeof(long), all));
        }

        byte[][] gathered = [.. lengths.Select(each => new byte[each])];
        var piece = Math.Min(MessageBytes, MostGathered / Size);
        for (var done = 0L; done < lengths.Max(); done += piece)
        {
            GatherPiece(mine, gathered, done, piece);
        }

        return gathered;
    }

    /// <summary>
    /// Ends every rank. Where the library allows no other thread than its own, this process kills itself, and its launcher ends the rest.
    /// </summary>
    public void Abort(int code)
    {
        if (_anyThread || Environment.CurrentManagedThreadId == _thread)
        {
            Native.Abort(code);
        }

        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    /// <summary>Notes that an operation with the other ranks begins.</summary>
    public void Enter(string name) => Status?.Enter(++_operations, name);

    /// <summary>Waits for the other ranks and ends MPI. Not for the way of an exception: call <see cref="Abort"/> there.</summary>
    public void Dispose()
    {
        Native.End();
        Status?.Dispose();
    }

    /// <summary>Gathers the bytes from <paramref name="done"/> on, at most a piece of each rank.</summary>
    private void GatherPiece(byte[] mine, byte[][] gathered, long done, int piece)
    {
        int[] counts = [.. gathered.Select(each => (int)Math.Clamp(each.LongLength - done, 0, piece))];
        var places = new int[Size];
        for (var rank = 1; rank < Size; rank++)
        {
            places[rank] = places[rank - 1] + counts[rank - 1];
        }

        var received = new byte[counts.Sum()];
        fixed (byte* from = mine, into = received)
        fixed (int* count = counts, place = places)
        {
            Await(Native.Iallgatherv(from + done, counts[Rank], into, count, place));
        }

        foreach (var rank in Enumerable.Range(0, Size).Where(rank => counts[rank] > 0))
        {
            Array.Copy(received, places[rank], gathered[rank], done, counts[rank]);
        }
    }

    private void Await(nint request)
    {
        var clock = Stopwatch.StartNew();
        while (!Native.Test(request))
        {
            if (clock.Elapsed > Busy)
            {
                Thread.Sleep(clock.Elapsed < Brief ? 1 : 10);
            }
        }
    }
}
