using System.Runtime.CompilerServices;

namespace Empo.Tests;

/// <summary>Where the source tree lies, for tests of the files that are shipped with it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(Path.GetDirectoryName(ThisFile())!) ?? Find(AppContext.BaseDirectory)!;

    // A deterministic build may map source paths away; the output folder lies below the root too.
    private static string? Find(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            if (File.Exists(Path.Combine(current.FullName, "Empo.Pipeline.sln")))
            {
                return current.FullName;
            }
        }

        return null;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
