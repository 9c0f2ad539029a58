using System.Runtime.InteropServices;

namespace Empo.Stages.Distribution;

/// <summary>
/// The constants of an MPI library. The C functions are the same in all of them, but handles are addresses of globals in Open MPI, and
/// 32-bit numbers in MPICH and in what descends from it (Intel MPI, MVAPICH2, Cray MPICH). Sources: mpi.h of Open MPI 4.1 and 5.0, of
/// MPICH 4.0, and the MPICH ABI compatibility initiative.
/// </summary>
internal sealed record MpiAbi
{
    public required nint World { get; init; }

    public required nint Byte { get; init; }

    public required nint Int { get; init; }

    public required nint Float { get; init; }

    public required nint Double { get; init; }

    public required nint Sum { get; init; }

    public required nint NoInfo { get; init; }

    public required nint InPlace { get; init; }

    public required nint StatusIgnore { get; init; }

    /// <summary>MPI_COMM_TYPE_SHARED: the processes of one host.</summary>
    public required int SharedMemory { get; init; }

    /// <summary>MPICH's, whose values are the same in every library that follows its binary interface.</summary>
    public static MpiAbi Mpich { get; } = new()
    {
        World = 0x44000000,
        Byte = 0x4c00010d,
        Int = 0x4c000405,
        Float = 0x4c00040a,
        Double = 0x4c00080b,
        Sum = 0x58000003,
        NoInfo = 0x1c000000,
        InPlace = -1,
        StatusIgnore = 1,
        SharedMemory = 1,
    };

    /// <summary>The constants of a loaded library; null where it belongs to neither family.</summary>
    /// <param name="library">Its handle.</param>
    /// <param name="version">What its MPI_Get_library_version says.</param>
    public static MpiAbi? Of(nint library, string version)
    {
        string[] mpich = ["MPICH", "Intel(R) MPI", "MVAPICH"];
        return NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _) ? OpenMpi(library)
            : mpich.Any(name => version.Contains(name, StringComparison.OrdinalIgnoreCase)) ? Mpich
            : null;
    }

    private static MpiAbi OpenMpi(nint library) => new()
    {
        World = NativeLibrary.GetExport(library, "ompi_mpi_comm_world"),
        Byte = NativeLibrary.GetExport(library, "ompi_mpi_byte"),
        Int = NativeLibrary.GetExport(library, "ompi_mpi_int"),
        Float = NativeLibrary.GetExport(library, "ompi_mpi_float"),
        Double = NativeLibrary.GetExport(library, "ompi_mpi_double"),
        Sum = NativeLibrary.GetExport(library, "ompi_mpi_op_sum"),
        NoInfo = NativeLibrary.GetExport(library, "ompi_mpi_info_null"),
        InPlace = 1,
        StatusIgnore = 0,
        SharedMemory = 0,
    };
}
