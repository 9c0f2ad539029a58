using System.Globalization;
using Empo.Experiments.Execution;

namespace Empo.Experiments.Storage;

/// <summary>Writes a file so that under its name there is the old content or the new one and never a part; a full disk leaves nothing beside it.</summary>
internal static class WholeFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        RemoveLeftovers(path);
        var temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.tmp");
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

    /// <summary>What a process leaves that is killed while it writes.</summary>
    public static bool IsLeftover(string path) => path.EndsWith(".tmp", StringComparison.Ordinal) && int.TryParse(Path.GetExtension(path[..^".tmp".Length]).TrimStart('.'), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>What processes left that were killed while they wrote; whoever still runs keeps its own.</summary>
    private static void RemoveLeftovers(string path)
    {
        foreach (var left in Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".*.tmp"))
        {
            var id = Path.GetExtension(left[..^".tmp".Length]).TrimStart('.');
            if (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && LivingProcess.StartOf(process) is null)
            {
                Delete(left);
            }
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
