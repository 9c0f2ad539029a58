namespace Empo.Experiments.Catalog;

/// <summary>A file or folder that a stage writes into its store entry.</summary>
/// <param name="Name">Its name in the entry. A name without an extension is a folder.</param>
public sealed record Artifact(string Name)
{
    public override string ToString() => Name;
}
