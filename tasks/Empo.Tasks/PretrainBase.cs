using Empo.Experiments.Catalog;

namespace Empo.Tasks;

/// <summary>Pre-trains the small base model of an experiment that has no model of its own.</summary>
public sealed class PretrainBase : RunStage
{
    private protected override StageDefinition Definition => StageTable.Pretrain;
}
