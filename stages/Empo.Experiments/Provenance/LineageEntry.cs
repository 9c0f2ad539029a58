using Empo.Experiments.Storage;

namespace Empo.Experiments.Provenance;

/// <summary>One artifact in a lineage with what it was made from.</summary>
/// <param name="Manifest">The entry.</param>
/// <param name="Inputs">Its inputs in the order of the graph.</param>
public sealed record LineageEntry(Manifest Manifest, IReadOnlyList<LineageInput> Inputs)
{
    /// <summary><c>rollout 3</c>, or <c>prepare</c>.</summary>
    public string Id => Graph.StageNode.IdOf(Manifest.Stage, Manifest.Round);
}
