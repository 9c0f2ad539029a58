using System.Runtime.InteropServices;

namespace Empo.Stages.Distribution;

/// <summary>Finds the MPI library that belongs to the launcher of this process.</summary>
internal static class MpiLibrary
{
    private static readonly string[] OpenMpi = ["libmpi.so.40"];
    private static readonly string[] Mpich = ["libmpi.so.12", "libmpich.so.12"];
    private static readonly string[] Any = ["libmpi.so"];

    /// <summary>
    /// Names to try, in order. Where both families are installed, the launcher's comes first: with the other family's library, each process
    /// would be alone. A wrong guess is found by the number of ranks.
    /// </summary>
    /// <param name="variable">The value of an environment variable, or null.</param>
    public static IReadOnlyList<string> Names(Func<string, string?> variable) =>
        variable("OMPI_COMM_WORLD_SIZE") is null && variable("PMI_SIZE") is not null
            ? [.. Mpich, .. OpenMpi, .. Any]
            : [.. OpenMpi, .. Mpich, .. Any];

    /// <summary>Loads the first of the names that there is.</summary>
    /// <exception cref="UserError">EMPO6047: there is none, or it is of neither family.</exception>
    public static MpiNative Load(Func<string, string?> variable)
    {
        var names = Names(variable);
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                return new MpiNative(library, name);
            }
        }

        throw new UserError(
            "EMPO6047",
            $"There is no MPI library on {Environment.MachineName}: none of {string.Join(", ", names)} can be loaded. Install the one that "
                + "the launcher belongs to (Debian and Ubuntu: libopenmpi3 or libmpich12), or add its folder to LD_LIBRARY_PATH."
        );
    }
}
