[assembly: AssemblyFixture(typeof(Empo.PipelineTests.Harness.TemporaryFolders))]
// dotnet test --filter-not-trait Category=build --ignore-exit-code 8 leaves the real builds out.
[assembly: Trait("Category", "build")]

namespace Empo.PipelineTests.Harness;

/// <summary>Temporary folders of this test process, all below one that goes after the last test.</summary>
public sealed class TemporaryFolders : IDisposable
{
    private static readonly string Root = Create();

    private static int _count;

    /// <param name="name">How the new folder is called.</param>
    internal static string New(string name)
    {
        var folder = Path.Combine(
            Root,
            Interlocked.Increment(ref _count).ToString(System.Globalization.CultureInfo.InvariantCulture),
            name
        );
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static string Create()
    {
        var root = Path.Combine(Path.GetTempPath(), "empo-pipeline-tests", Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(root);
        return root;
    }

    public void Dispose()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                foreach (
                    var file in Directory.EnumerateFiles(
                        Root,
                        "*",
                        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }
                    )
                )
                {
                    File.SetAttributes(file, FileAttributes.Normal);
                }
            }

            Directory.Delete(Root, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Left for the system's own cleaning; a test's verdict does not depend on it.
        }
    }
}
