using Empo.Experiments.Catalog;

namespace Empo.Tasks;

/// <summary>Extracts and clusters answers, measures semantic entropy, gives rewards.</summary>
public sealed class ScoreSemanticEntropy : RunStage
{
    private protected override StageDefinition Definition => StageTable.Score;
}
