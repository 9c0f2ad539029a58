namespace Empo.Experiments.Storage;

/// <summary>
/// Writes a file so that under its name there is the old content or the new one and never a part; a full disk leaves nothing beside it.
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

    /// <summary>What processes left that were killed while they wrote; whoever still runs keeps its own.</summary>
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
