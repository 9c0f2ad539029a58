using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Empo.Stages.Distribution;

/// <summary>
/// The functions of NCCL that an exchange needs, from the system's library or from the one that libtorch is linked with. Source: nccl.h of
/// NCCL 2.7 and later.
/// </summary>
internal sealed unsafe class NcclNative(nint library)
{
    /// <summary>ncclUint8.</summary>
    private const int Byte = 1;

    private const int InProgress = 7;

    /// <summary>The library, or null where there is none; then tensors go through the host.</summary>
    /// <param name="names">Files of the system to try, in order.</param>
    public static NcclNative? Find(params string[] names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library) && Has(library))
            {
                return new NcclNative(library);
            }
        }

        using var process = Process.GetCurrentProcess();
        var linked = process
            .Modules.Cast<ProcessModule>()
            .Select(module => module.FileName)
            .FirstOrDefault(file => Path.GetFileName(file) == "libtorch_cuda.so");
        return linked is not null && NativeLibrary.TryLoad(linked, out var torch) && Has(torch) ? new NcclNative(torch) : null;
    }

    public NcclId NewId()
    {
        NcclId id;
        Check(((delegate* unmanaged<NcclId*, int>)Export("ncclGetUniqueId"))(&id), "ncclGetUniqueId");
        return id;
    }

    /// <summary>Joins the communicator of an id, with the current card. Every rank calls it.</summary>
    public nint Join(int size, NcclId id, int rank)
    {
        nint communicator;
        Check(
            ((delegate* unmanaged<nint*, int, NcclId, int, int>)Export("ncclCommInitRank"))(&communicator, size, id, rank),
            "ncclCommInitRank"
        );
        return communicator;
    }

    public void Send(MemoryBlock block, int to, nint communicator, nint stream) => Move("ncclSend", block, to, communicator, stream);

    public void Receive(MemoryBlock block, int from, nint communicator, nint stream) => Move("ncclRecv", block, from, communicator, stream);

    /// <summary>Calls until <see cref="EndGroup"/> are one operation.</summary>
    public void BeginGroup() => Check(((delegate* unmanaged<int>)Export("ncclGroupStart"))(), "ncclGroupStart");

    public void EndGroup() => Check(((delegate* unmanaged<int>)Export("ncclGroupEnd"))(), "ncclGroupEnd");

    /// <summary>Ends a communicator whose operations may hang, and those of the other ranks with it.</summary>
    public void Abort(nint communicator) => ((delegate* unmanaged<nint, int>)Export("ncclCommAbort"))(communicator);

    public void Leave(nint communicator) =>
        Check(((delegate* unmanaged<nint, int>)Export("ncclCommDestroy"))(communicator), "ncclCommDestroy");

    /// <summary>What went wrong on the card since the last call; null for nothing.</summary>
    public string? Problem(nint communicator)
    {
        int code;
        Check(((delegate* unmanaged<nint, int*, int>)Export("ncclCommGetAsyncError"))(communicator, &code), "ncclCommGetAsyncError");
        return code is 0 or InProgress ? null : Words(code);
    }

    private void Move(string name, MemoryBlock block, int other, nint communicator, nint stream)
    {
        var call = (delegate* unmanaged<nint, nuint, int, int, nint, nint, int>)Export(name);
        Check(call(block.Address, (nuint)block.Length, Byte, other, communicator, stream), name);
    }

    private void Check(int code, string name)
    {
        if (code is not (0 or InProgress))
        {
            throw new InvalidOperationException($"{name} failed: {Words(code)}.");
        }
    }

    private string Words(int code) =>
        Marshal.PtrToStringUTF8(((delegate* unmanaged<int, nint>)Export("ncclGetErrorString"))(code)) ?? $"code {code}";

    private nint Export(string name) => NativeLibrary.GetExport(library, name);

    private static bool Has(nint library) => NativeLibrary.TryGetExport(library, "ncclSend", out _);
}
