using Empo.Experiments.Graph;

namespace Empo.Tasks;

/// <summary>Measures a policy on held-out questions.</summary>
public sealed class EvaluatePolicy : RunStage
{
    private protected override StageDefinition Definition => StageTable.Evaluate;
}
