using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Storage;

namespace Empo.Stages.Artifacts;

/// <summary>What the store has of the stages of an experiment's last build.</summary>
/// <param name="store">The artifact store.</param>
/// <param name="keys">Stage id to key, as the build's summary names them.</param>
internal sealed class StoredRun(ArtifactStore store, IReadOnlyDictionary<string, string> keys)
{
    /// <summary>The rounds of which the build had a stage, in order; whether the store still has it is another question.</summary>
    public IEnumerable<int> Rounds(StageDefinition stage)
    {
        var prefix = stage.Name + " ";
        return keys
            .Keys.Where(id => id.StartsWith(prefix, StringComparison.Ordinal))
            .Select(id => int.Parse(id.AsSpan(prefix.Length), CultureInfo.InvariantCulture))
            .Order();
    }

    /// <summary>A finished stage; null where the build had none, or the store no longer has it.</summary>
    public Manifest? Find(StageDefinition stage, int? round) =>
        keys.TryGetValue(StageNode.IdOf(stage, round), out var key) ? store.Find(stage, key) : null;

    /// <summary>The rows of an output.</summary>
    public IReadOnlyList<T> Read<T>(Manifest manifest, Artifact artifact, ArtifactSchema<T> schema) =>
        ArtifactTable.Read(store.PathOf(manifest, artifact), schema);

    /// <summary>The responses of a finished rollout, question by question.</summary>
    public IEnumerable<IReadOnlyList<RolloutRow>> Responses(Manifest rollout) =>
        RolloutReader.Groups(store.PathOf(rollout, StageTable.Rollouts), new ChunkStore(store.Root));

    /// <summary>Text of each training question, by its id; null where the store has no questions.</summary>
    public IReadOnlyDictionary<string, string>? Texts() =>
        Find(StageTable.Prepare, null) is { } prepare ? QuestionTexts.Read(store.PathOf(prepare, StageTable.TrainingQuestions)) : null;
}
