namespace Empo.Tasks;

/// <summary>
/// A log of a run folder, to which several builds may write at once. A line that cannot be written, for example on a full disk, is lost.
/// The work is not lost, and the error about the disk is still reported.
/// </summary>
internal sealed class LogFile(string path)
{
    /// <summary>Empties the log.</summary>
    public void Begin() => Write(FileMode.Create, "");

    public void Append(string line) => Write(FileMode.Append, line + Environment.NewLine);

    private void Write(FileMode mode, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var writer = new StreamWriter(new FileStream(path, mode, FileAccess.Write, FileShare.ReadWrite));
            writer.Write(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
