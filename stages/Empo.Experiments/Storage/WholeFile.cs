namespace Empo.Experiments.Storage;

/// <summary>
/// Writes a file so that its name always has either the old or the new content, and never a part of it. A full disk leaves no temporary
/// file next to it.
/// </summary>
internal static class WholeFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        RemoveLeftovers(path);
        var temporary = TemporaryName.ForMaking(path);
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Delete(temporary);
            throw;
        }
    }

    /// <summary>Removes what processes left that were killed while they wrote. Temporary files of running processes stay.</summary>
    private static void RemoveLeftovers(string path)
    {
        foreach (
            var left in Directory
                .GetFiles(Path.GetDirectoryName(path)!, TemporaryName.Pattern(path))
                .Where(left => TemporaryName.IsAbandoned(left))
        )
        {
            Delete(left);
        }
    }

    private static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that led here says more.
        }
    }
}
