namespace Empo.PipelineTests.Harness;

/// <summary>One pipeline with its own tools that was built once, in a folder that is renamed from test to test.</summary>
public sealed class MovingFolder
{
    private PipelineFolder _folder;

    public MovingFolder()
    {
        _folder = PipelineFolder.WithFakeStagesAt(TemporaryFolders.New("plain"));
        OwnTools.PutInto(_folder);
        _folder.Build(OwnTools.Argument).Succeeded();
    }

    /// <summary>The folder under another name.</summary>
    internal PipelineFolder To(string name)
    {
        var path = Path.Combine(Path.GetDirectoryName(_folder.Path)!, name);
        Directory.Move(_folder.Path, path);
        _folder = _folder.MovedTo(path);
        return _folder;
    }
}
