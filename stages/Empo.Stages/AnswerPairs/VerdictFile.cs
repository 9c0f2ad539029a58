using Empo.Experiments.Storage;

namespace Empo.Stages.AnswerPairs;

/// <summary>
/// A file of verdicts, which is there whole or not at all: written beside its name and renamed at the end. The input is never written over.
/// </summary>
internal static class VerdictFile
{
    private const string Devices = "/dev/";

    // Links that lead in a circle lead nowhere.
    private const int MaxLinks = 40;

    /// <summary>What <paramref name="write"/> returns, once its text stands under the name.</summary>
    /// <param name="path">The file; its folder is made where it is missing. A device is written to directly.</param>
    /// <param name="input">The file that is being read.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="UserError">EMPO2044: it is the input. EMPO2045: it cannot be written; what stood there stays.</exception>
    public static T Write<T>(string path, string input, Func<TextWriter, T> write)
    {
        string target = RealPath(path, MaxLinks);
        if (
            string.Equals(
                target,
                RealPath(input, MaxLinks),
                OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase
            )
        )
        {
            throw new UserError(
                "EMPO2044",
                "The verdicts would overwrite the pairs that are read. Name another file behind --out.",
                path
            );
        }

        return Guard(path, () =>
            Path.GetFullPath(path).StartsWith(Devices, StringComparison.Ordinal) ? Into(path, write) : Renamed(target, write)
        );
    }

    /// <summary>What <paramref name="work"/> returns; failures of the disk become the user's.</summary>
    /// <exception cref="UserError">EMPO2045: <paramref name="place"/> cannot be written.</exception>
    public static T Guard<T>(string place, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError(
                "EMPO2045",
                $"The verdicts cannot be written: {exception.Message.TrimEnd('.')}. Free space, or name a file that may be "
                    + "written behind --out.",
                place,
                cause: exception
            );
        }
    }

    private static T Renamed<T>(string target, Func<TextWriter, T> write)
    {
        if (Directory.Exists(target))
        {
            throw new IOException("There is a folder of that name");
        }

        OutsideStore.Require(target);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string temporary = TemporaryName.ForMaking(target);
        try
        {
            T result = Into(temporary, write);
            File.Move(temporary, target, overwrite: true);
            return result;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static T Into<T>(string path, Func<TextWriter, T> write)
    {
        using StreamWriter output = new(path) { NewLine = "\n" };
        return write(output);
    }

    // The path with the links on it followed, so that two names of one file are one.
    private static string RealPath(string path, int links)
    {
        string full = Path.GetFullPath(path);
        if (links == 0 || Path.GetDirectoryName(full) is not { } folder)
        {
            return full;
        }

        string here = Path.Combine(RealPath(folder, links), Path.GetFileName(full));
        return new FileInfo(here).LinkTarget is { } target ? RealPath(Path.Combine(Path.GetDirectoryName(here)!, target), links - 1) : here;
    }
}
