using Empo.Experiments.Catalog;

namespace Empo.Tasks;

/// <summary>Samples a group of answers to each question of a round from the current policy.</summary>
public sealed class SampleRollouts : RunStage
{
    private protected override StageDefinition Definition => StageTable.Rollout;
}
