namespace Empo.PipelineTests.Harness;

/// <summary>Folders for EmpoTools: what the solution has built, with the real stage program or with the fake one.</summary>
internal static class Tools
{
    private static readonly Lazy<string> FakeFolder = new(NewFake);

    /// <summary>The solution's own output, with the real stage program.</summary>
    public static string Real { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, ".."));

    /// <summary>The tasks beside the fake stage program, one copy for all tests of this process.</summary>
    public static string Fake => FakeFolder.Value;

    /// <summary>A copy that no build has used yet.</summary>
    public static string NewFake()
    {
        var folder = TemporaryFolders.New("tools");
        FolderCopy.Copy(Path.Combine(Real, "Empo.Tasks"), Path.Combine(folder, "Empo.Tasks"));
        FolderCopy.Copy(Path.Combine(Real, "fake", "Empo.Stages"), Path.Combine(folder, "Empo.Stages"));
        return folder;
    }
}
