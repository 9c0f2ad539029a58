using Empo.Experiments.Settings;

namespace Empo.UnitTests.Experiments;

/// <summary>Experiments written by a test into a folder of its own.</summary>
internal sealed class ExperimentText : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public string File(string name) => _folder.File(name);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>The experiment <c>e.yaml</c> of this text.</summary>
    public Experiment Read(string text, string? overrides = null) => ExperimentReader.Read(Write("e.yaml", text), overrides, Path);

    /// <summary>What reading this text fails with.</summary>
    public UserError Refused(string text, string? overrides = null) => Assert.Throws<UserError>(() => Read(text, overrides));

    public void Dispose() => _folder.Dispose();
}
