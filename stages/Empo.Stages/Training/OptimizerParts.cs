using System.Globalization;

namespace Empo.Stages.Training;

/// <summary>
/// The files of an optimizer state. Up to 2^30 parameters' elements it is one file; beyond, a folder of parts of whole parameters, which
/// ranks write at the same time. The division follows from the parameters alone, so the bytes do not depend on the number of ranks.
/// </summary>
internal static class OptimizerParts
{
    /// <summary>Most elements of a part; a parameter that is larger is a part by itself.</summary>
    public const long MostElements = 1L << 30;

    private const string Pattern = "part-*.safetensors";

    /// <summary>Divides parameters, in the ordinal order of their names.</summary>
    /// <param name="parameters">Names and elements.</param>
    /// <param name="most">Most elements of a part.</param>
    /// <returns>The names of each part; one part where there are no parameters.</returns>
    public static IReadOnlyList<IReadOnlySet<string>> Divide(IEnumerable<(string Name, long Count)> parameters, long most)
    {
        var (parts, elements) = (new List<HashSet<string>> { new(StringComparer.Ordinal) }, 0L);
        foreach (var (name, count) in parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal))
        {
            if (parts[^1].Count > 0 && elements + count > most)
            {
                parts.Add(new(StringComparer.Ordinal));
                elements = 0;
            }

            parts[^1].Add(name);
            elements += count;
        }

        return parts;
    }

    /// <summary>The file of each part, absolute. The folder of several is made.</summary>
    /// <param name="path">Where the state goes.</param>
    /// <param name="count">Number of parts.</param>
    public static IReadOnlyList<string> Files(string path, int count)
    {
        if (count == 1)
        {
            return [path];
        }

        Directory.CreateDirectory(path);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(part => Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"part-{part:D5}.safetensors"))),
        ];
    }

    /// <summary>The files of a state that was saved.</summary>
    public static IReadOnlyList<string> Found(string path) =>
        Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, Pattern).Order(StringComparer.Ordinal)] : [path];
}
