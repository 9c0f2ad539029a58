using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;

namespace Empo.Tasks;

/// <summary>Asks a round's policy and the base the same questions, and holds what came apart against the experiment's limits.</summary>
public sealed class ProbePolicy : RunStage
{
    private protected override StageDefinition Definition => StageTable.Probe;

    private protected override void Finished(PipelineSession session, Manifest manifest) => JudgeRound(session, manifest.Round!.Value);
}
