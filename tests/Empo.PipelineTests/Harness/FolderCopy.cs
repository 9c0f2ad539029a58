namespace Empo.PipelineTests.Harness;

/// <summary>Copies folders as a user would: new write times, links followed or left out.</summary>
internal static class FolderCopy
{
    /// <param name="without">Names of folders to leave out.</param>
    public static void Copy(string from, string to, params string[] without)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            var copy = Path.Combine(to, Path.GetFileName(file));
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }

        foreach (
            var folder in Directory
                .EnumerateDirectories(from)
                .Where(folder => new DirectoryInfo(folder).LinkTarget is null && !without.Contains(Path.GetFileName(folder)))
        )
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)), without);
        }
    }
}
