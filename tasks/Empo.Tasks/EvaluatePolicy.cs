using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;

namespace Empo.Tasks;

/// <summary>Measures a policy on held-out questions.</summary>
public sealed class EvaluatePolicy : RunStage
{
    private protected override StageDefinition Definition => StageTable.Evaluate;

    private protected override void Finished(PipelineSession session, Manifest manifest) =>
        JudgeRound(session, manifest.Round!.Value);
}
