using Empo.Experiments.Catalog;

namespace Empo.Tasks;

/// <summary>
/// Computes the log-probabilities of a round's responses under the reference policy, where a divergence from it is part of loss or reward.
/// </summary>
public sealed class CompareWithReference : RunStage
{
    private protected override StageDefinition Definition => StageTable.Reference;
}
