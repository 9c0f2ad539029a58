namespace Empo.Experiments.Catalog;

/// <summary>A file or folder that a stage leaves in its entry of the store.</summary>
/// <param name="Name">Its name there; one without an extension is a folder.</param>
public sealed record Artifact(string Name)
{
    public bool IsFolder => !Path.HasExtension(Name);

    public override string ToString() => Name;
}
