using System.Runtime.InteropServices;

namespace Empo.Stages.Distribution;

/// <summary>
/// The functions of an MPI library (MPI standard, version 3.1). Handles are pointers in one family and 32-bit numbers in the other; both
/// are passed in a register, so one set of signatures serves both. Errors end the job, as is MPI's default.
/// </summary>
internal sealed unsafe class MpiNative
{
    private const int ThreadMultiple = 3;
    private const int MaxVersion = 8192;
    private const int MaxName = 256;

    private readonly nint _library;

    /// <param name="library">The loaded library.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <exception cref="UserError">EMPO6047: it belongs to neither family.</exception>
    public MpiNative(nint library, string name)
    {
        _library = library;
        Version = NativeLibrary.TryGetExport(library, "MPI_Get_library_version", out _) ? LibraryVersion() : "";
        Abi = MpiAbi.Of(library, Version) ?? throw new UserError(
            "EMPO6047",
            $"{name} on {Environment.MachineName} is neither Open MPI nor of the MPICH family (MPICH, Intel MPI, MVAPICH2, Cray MPICH) "
                + $"({(Version.Length > 0 ? Version : "no version")}). Put the folder of one of these first in LD_LIBRARY_PATH."
        );
    }

    public MpiAbi Abi { get; }

    /// <summary>The first line of the library's own description: <c>Open MPI v4.1.4, package: …</c>.</summary>
    public string Version { get; }

    /// <summary>Begins MPI. True where every thread may call it afterwards.</summary>
    public bool Init()
    {
        var provided = 0;
        var call = (delegate* unmanaged<nint, nint, int, int*, int>)Find("MPI_Init_thread");
        Check(call(0, 0, ThreadMultiple, &provided), "MPI_Init_thread");
        return provided >= ThreadMultiple;
    }

    /// <summary>Ends MPI. It waits for the other ranks, so it is never called on the way of an exception.</summary>
    public void End() => Check(((delegate* unmanaged<int>)Find("MPI_Finalize"))(), "MPI_Finalize");

    /// <summary>Ends every rank.</summary>
    public void Abort(int code) => ((delegate* unmanaged<nint, int, int>)Find("MPI_Abort"))(Abi.World, code);

    public int RankIn(nint communicator) => Number("MPI_Comm_rank", communicator);

    public int SizeOf(nint communicator) => Number("MPI_Comm_size", communicator);

    /// <summary>The ranks of this host, in the order of ranks.</summary>
    public nint OnThisHost()
    {
        nint local = 0;
        var split = (delegate* unmanaged<nint, int, int, nint, nint*, int>)Find("MPI_Comm_split_type");
        Check(split(Abi.World, Abi.SharedMemory, 0, Abi.NoInfo, &local), "MPI_Comm_split_type");
        return local;
    }

    /// <summary>The name of this host as MPI knows it.</summary>
    public string ProcessorName()
    {
        var text = stackalloc byte[MaxName];
        var length = 0;
        Check(((delegate* unmanaged<byte*, int*, int>)Find("MPI_Get_processor_name"))(text, &length), "MPI_Get_processor_name");
        return Marshal.PtrToStringUTF8((nint)text, length);
    }

    public nint Ibarrier()
    {
        nint request = 0;
        Check(((delegate* unmanaged<nint, nint*, int>)Find("MPI_Ibarrier"))(Abi.World, &request), "MPI_Ibarrier");
        return request;
    }

    /// <summary>Begins to send bytes of one rank to all.</summary>
    public nint Ibcast(void* data, int bytes, int root)
    {
        nint request = 0;
        var call = (delegate* unmanaged<void*, int, nint, int, nint, nint*, int>)Find("MPI_Ibcast");
        Check(call(data, bytes, Abi.Byte, root, Abi.World, &request), "MPI_Ibcast");
        return request;
    }

    /// <summary>Begins to gather equally many bytes of each rank on all.</summary>
    public nint Iallgather(void* mine, int bytes, void* all)
    {
        nint request = 0;
        var call = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)Find("MPI_Iallgather");
        Check(call(mine, bytes, Abi.Byte, all, bytes, Abi.Byte, Abi.World, &request), "MPI_Iallgather");
        return request;
    }

    /// <summary>Begins to gather bytes of each rank on all; rank r's go to <c>all + places[r]</c>.</summary>
    public nint Iallgatherv(void* mine, int bytes, void* all, int* counts, int* places)
    {
        nint request = 0;
        var call = (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, nint*, int>)Find("MPI_Iallgatherv");
        Check(call(mine, bytes, Abi.Byte, all, counts, places, Abi.Byte, Abi.World, &request), "MPI_Iallgatherv");
        return request;
    }

    /// <summary>Waits in MPI until each rank has each other's items of a type. All arrays have one number for each rank.</summary>
    public void Alltoallv(void* send, int* sent, int* sentAt, void* receive, int* received, int* receivedAt, nint type)
    {
        var call = (delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int>)Find("MPI_Alltoallv");
        Check(call(send, sent, sentAt, type, receive, received, receivedAt, type, Abi.World), "MPI_Alltoallv");
    }

    /// <summary>Waits in MPI until each rank has every rank's items of a type.</summary>
    /// <param name="mine">This rank's items, or <see cref="MpiAbi.InPlace"/> where they are at their place already.</param>
    public void Allgatherv(void* mine, int count, void* all, int* counts, int* places, nint type)
    {
        var call = (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int>)Find("MPI_Allgatherv");
        Check(call(mine, count, type, all, counts, places, type, Abi.World), "MPI_Allgatherv");
    }

    /// <summary>Waits in MPI until each rank has the sums of its part, in an order that the library chooses.</summary>
    public void ReduceScatterSum(void* parts, void* sum, int* counts, nint type)
    {
        var call = (delegate* unmanaged<void*, void*, int*, nint, nint, nint, int>)Find("MPI_Reduce_scatter");
        Check(call(parts, sum, counts, type, Abi.Sum, Abi.World), "MPI_Reduce_scatter");
    }

    public nint Isend(void* data, int count, nint type, int to, int tag) => Message("MPI_Isend", data, count, type, to, tag);

    public nint Irecv(void* data, int count, nint type, int from, int tag) => Message("MPI_Irecv", data, count, type, from, tag);

    /// <summary>Waits in MPI, spinning, until an operation is over.</summary>
    public void Wait(nint request) =>
        Check(((delegate* unmanaged<nint*, nint, int>)Find("MPI_Wait"))(&request, Abi.StatusIgnore), "MPI_Wait");

    /// <summary>Whether an operation is over. If so, it must not be asked for again.</summary>
    public bool Test(nint request)
    {
        var over = 0;
        Check(((delegate* unmanaged<nint*, int*, nint, int>)Find("MPI_Test"))(&request, &over, Abi.StatusIgnore), "MPI_Test");
        return over != 0;
    }

    private nint Message(string name, void* data, int count, nint type, int other, int tag)
    {
        nint request = 0;
        var call = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Find(name);
        Check(call(data, count, type, other, tag, Abi.World, &request), name);
        return request;
    }

    private string LibraryVersion()
    {
        var (text, length) = (new byte[MaxVersion], 0);
        fixed (byte* at = text)
        {
            Check(((delegate* unmanaged<byte*, int*, int>)Find("MPI_Get_library_version"))(at, &length), "MPI_Get_library_version");
            return (Marshal.PtrToStringUTF8((nint)at) ?? "").Split('\n', '\0')[0].Replace('\t', ' ').Trim();
        }
    }

    private int Number(string name, nint communicator)
    {
        var number = 0;
        Check(((delegate* unmanaged<nint, int*, int>)Find(name))(communicator, &number), name);
        return number;
    }

    private nint Find(string name) => NativeLibrary.GetExport(_library, name);

    private static void Check(int code, string name)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"{name} failed with code {code}.");
        }
    }
}
