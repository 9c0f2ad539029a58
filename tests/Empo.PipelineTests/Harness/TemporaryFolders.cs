namespace Empo.PipelineTests.Harness;

/// <summary>Temporary folders of this test process, all below one that goes when the process ends.</summary>
internal static class TemporaryFolders
{
    private static readonly string Root = Create();

    private static int _count;

    /// <param name="name">How the new folder is called.</param>
    public static string New(string name)
    {
        var folder = Path.Combine(Root, Interlocked.Increment(ref _count).ToString(System.Globalization.CultureInfo.InvariantCulture), name);
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static string Create()
    {
        var root = Path.Combine(Path.GetTempPath(), "empo-pipeline-tests", Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(root);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(root);
        return root;
    }

    private static void Delete(string root)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
                {
                    File.SetAttributes(file, FileAttributes.Normal);
                }
            }

            Directory.Delete(root, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Left for the system's own cleaning; a test's verdict does not depend on it.
        }
    }
}
