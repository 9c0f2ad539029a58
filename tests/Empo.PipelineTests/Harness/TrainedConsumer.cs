namespace Empo.PipelineTests.Harness;

/// <summary>A project that refers to the package, restored by its lock file from a read-only folder and trained once.</summary>
public sealed class TrainedConsumer : IDisposable
{
    private readonly Lazy<(Consumer Folder, BuildResult Restored, BuildResult Trained)> _made;

    public TrainedConsumer() => _made = new(Make);

    public LocalFeed Feed { get; } = new();

    internal Consumer Folder => _made.Value.Folder;

    internal BuildResult Restored => _made.Value.Restored;

    internal BuildResult Trained => _made.Value.Trained;

    public void Dispose() => Feed.Dispose();

    private (Consumer Folder, BuildResult Restored, BuildResult Trained) Make()
    {
        var folder = Feed.NewConsumer("an öwn project");
        folder.WriteExperiment();
        folder.WriteProject("own.csproj", "<RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>");
        var restored = folder.Run("restore", "own.csproj");
        Feed.MakeReadOnly();
        return (folder, restored, folder.Build("own.csproj", "-p:RestoreLockedMode=true"));
    }
}
