using Empo.Experiments.Catalog;

namespace Empo.Tasks;

/// <summary>Tabulates recorded rollouts scored and filtered under other rules.</summary>
public sealed class TabulateRescore : RunStage
{
    private protected override StageDefinition Definition => StageTable.Rescore;

    private protected override void Finished(PipelineSession session, Experiments.Storage.Manifest manifest)
    {
        foreach (var output in manifest.Outputs)
        {
            session.View.Write(output.Name, File.ReadAllBytes(session.Resolution.Store.PathOf(manifest, output)));
        }

        foreach (var line in File.ReadLines(session.Resolution.Store.PathOf(manifest, StageTable.RescorePage)))
        {
            Say(line);
        }
    }
}
