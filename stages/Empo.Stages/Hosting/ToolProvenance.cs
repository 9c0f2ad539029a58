using System.Text.Json;
using Empo.Experiments.Execution;

namespace Empo.Stages.Hosting;

/// <summary>The sources and packages that this stage program was built from, as the build recorded them next to the program.</summary>
internal static class ToolProvenance
{
    /// <summary>Written by build/Commit.targets; absent without a repository.</summary>
    private const string CommitFile = "commit.txt";

    private const string DependenciesFile = "Empo.Stages.deps.json";

    /// <summary>
    /// In the place of the former where the tools came in a package: name and version a line, with those of the package itself and of
    /// libtorch (build/Empo.PackageTools.targets).
    /// </summary>
    private const string PackagesFile = "packages.txt";

    /// <summary>
    /// <c>commit</c> (with <c>-dirty</c> where tracked sources differed from it), <c>dotnet</c>, <c>processor</c>, and every package by its
    /// name, including native libraries. Unreadable values are left out: no run fails because of them.
    /// </summary>
    /// <param name="folder">Folder of the stage program.</param>
    public static IReadOnlyDictionary<string, string> Read(string folder)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["dotnet"] = Environment.Version.ToString() };
        if (MachineFacts.ProcessorName.Length > 0)
        {
            found["processor"] = MachineFacts.ProcessorName;
        }

        try
        {
            var listed = Path.Combine(folder, PackagesFile);
            foreach (var (name, version) in File.Exists(listed) ? Listed(listed) : Packages(Path.Combine(folder, DependenciesFile)))
            {
                found[name] = version;
            }

            var commit = File.ReadAllText(Path.Combine(folder, CommitFile)).Trim();
            if (commit.Length > 0)
            {
                found["commit"] = commit;
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // A program copied by hand has no such files.
        }

        return found;
    }

    private static IEnumerable<(string Name, string Version)> Listed(string file) =>
        File.ReadLines(file).Select(line => line.Split(' ')).Where(parts => parts.Length == 2).Select(parts => (parts[0], parts[1]));

    private static IEnumerable<(string Name, string Version)> Packages(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. json.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() == "package")
            .Select(library => library.Name.Split('/', 2)).Where(parts => parts.Length == 2)
            .Select(parts => (parts[0], parts[1]))];
    }
}
