using Empo.Experiments.Storage;

namespace Empo.Stages.AnswerPairs;

/// <summary>
/// A file of verdicts that exists completely or not at all: it is written under a temporary name and renamed at the end. The input is never
/// overwritten.
/// </summary>
internal static class VerdictFile
{
    private const string Devices = "/dev/";

    // A limit, because links can form a cycle.
    private const int MaxLinks = 40;

    /// <summary>Returns the result of <paramref name="write"/>, once its text is in the file.</summary>
    /// <param name="path">The file; its folder is created where it is missing. A device is written to directly.</param>
    /// <param name="input">The file that is being read.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="UserError">EMPO2044: it is the input. EMPO2045: it cannot be written; an existing file stays as it was.</exception>
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

    /// <summary>Returns the result of <paramref name="work"/>; disk failures become user errors.</summary>
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

    // The path with its links resolved, so that two names of the same file are equal.
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
