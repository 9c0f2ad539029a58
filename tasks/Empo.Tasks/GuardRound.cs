using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;

namespace Empo.Tasks;

/// <summary>Measures the indicators of a round and holds them against the experiment's limits; the round is over with it.</summary>
public sealed class GuardRound : RunStage
{
    private protected override StageDefinition Definition => StageTable.Guard;

    private protected override void Finished(PipelineSession session, Manifest manifest)
    {
        JudgeRound(session, manifest.Round!.Value);
        Retention.Apply(session.Resolution);
    }
}
