using System.Globalization;

namespace Empo.Experiments.Resources;

/// <summary>
/// How many bytes a store may grow by: the free space of its disk, or the size that the user states instead. The user states one where the
/// disk does not know it (a quota, a network file system), or where another machine will build.
/// </summary>
public static class DiskSpace
{
    private static readonly (string Unit, double Bytes)[] Units = [("MB", 1L << 20), ("GB", 1L << 30), ("TB", 1L << 40)];

    /// <param name="stated">EmpoDiskSpace, such as <c>70 GB</c>; empty to ask the disk.</param>
    /// <param name="folder">Absolute path of the store; it need not exist yet.</param>
    /// <returns>Bytes; null where the disk does not report them.</returns>
    /// <exception cref="UserError">EMPO6011 for a text that is not a size.</exception>
    public static long? Of(string stated, string folder) => stated.Trim() is { Length: > 0 } text ? Parse(text) : Free(folder);

    /// <summary>Bytes in readable form.</summary>
    public static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(bytes >> 20, 1)} MB");

    private static long Parse(string text)
    {
        foreach (var (unit, bytes) in Units.Where(unit => text.EndsWith(unit.Unit, StringComparison.OrdinalIgnoreCase)))
        {
            if (
                double.TryParse(
                    text[..^unit.Length],
                    NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture,
                    out var number
                )
                && number * bytes < long.MaxValue
            )
            {
                return (long)(number * bytes);
            }
        }

        throw new UserError(
            "EMPO6011",
            $"EmpoDiskSpace is '{text}', which is not a size. Write a number with MB, GB or TB, for example -p:EmpoDiskSpace=\"70 "
                + "GB\", or omit it to ask the disk.",
            "EmpoDiskSpace"
        );
    }

    private static long? Free(string folder)
    {
        var existing = new DirectoryInfo(folder);
        while (!existing.Exists && existing.Parent is { } parent)
        {
            existing = parent;
        }

        try
        {
            return new DriveInfo(existing.FullName).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A share without a drive letter, or a file system that does not report its free space.
            return null;
        }
    }
}
