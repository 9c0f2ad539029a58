namespace Empo.Benchmarks.Gpu;

/// <summary>
/// Our programs with the libtorch of a Python installation. TorchSharp looks for libtorch beside the program before it asks the system, so
/// the folder gets links to the installation's libraries in place of the package's.
/// </summary>
internal static class PythonTorch
{
    private static readonly string[] Programs = ["Empo.Stages", "Empo.Tasks", "Empo.UnitTests", "Empo.Benchmarks"];

    /// <summary>Ours, which no Python installation has.</summary>
    private static readonly string[] Kept = ["libLibTorchSharp.so", "LibTorchSharp.dll"];

    /// <summary>
    /// Copies the programs of <paramref name="built"/> to <paramref name="target"/>, with <paramref name="torch"/>'s libraries.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">The folder holds no libtorch.</exception>
    public static void Link(string built, string target, string torch)
    {
        var libraries = Directory.Exists(torch) ? Directory.GetFiles(torch).Where(IsLibrary).ToList() : [];
        if (!libraries.Any(file => Path.GetFileName(file) is "libtorch.so" or "torch.dll"))
        {
            throw new DirectoryNotFoundException($"{torch} has no libtorch.so and no torch.dll; give site-packages/torch/lib.");
        }

        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        foreach (var program in Programs.Where(program => Directory.Exists(Path.Combine(built, program))))
        {
            Copy(Path.Combine(built, program), Path.Combine(target, program), libraries);
        }
    }

    /// <summary>The folders of NVIDIA's packages beside torch, for <c>LD_LIBRARY_PATH</c> or <c>PATH</c>.</summary>
    public static IReadOnlyList<string> NvidiaFolders(string torch)
    {
        var packages = Path.Combine(torch, "..", "..", "nvidia");
        return Directory.Exists(packages)
            ?
            [
                .. Directory
                    .GetDirectories(Path.GetFullPath(packages))
                    .SelectMany(package => new[] { Path.Combine(package, "lib"), Path.Combine(package, "bin") })
                    .Where(Directory.Exists),
            ]
            : [];
    }

    private static void Copy(string source, string target, List<string> libraries)
    {
        var names = libraries.Select(Path.GetFileName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetFileName(file);
            if (!names.Contains(name) && (!IsTorch(name) || Kept.Contains(name)))
            {
                var copy = Path.Combine(target, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        if (File.Exists(Path.Combine(target, "TorchSharp.dll")))
        {
            foreach (var library in libraries)
            {
                File.CreateSymbolicLink(Path.Combine(target, Path.GetFileName(library)), library);
            }
        }
    }

    private static bool IsLibrary(string file) =>
        file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || file.Contains(".so", StringComparison.Ordinal);

    /// <summary>A part of the package's libtorch: a mixture of two would be worse than either.</summary>
    private static bool IsTorch(string name) =>
        IsLibrary(name)
        && new[] { "libtorch", "libc10", "libgomp", "torch", "c10", "libshm", "libcaffe2" }.Any(
            start => name.StartsWith(start, StringComparison.Ordinal)
        );
}
