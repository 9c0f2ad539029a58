using Empo.Experiments.Properties;
using Empo.Experiments.Storage;

namespace Empo.Tasks;

/// <summary>Removes the experiment's view, and the store as well where that is asked for.</summary>
public sealed class CleanView : PipelineTask
{
    /// <summary>Whether the store goes too: every stage of every experiment in it will run again.</summary>
    private string WithStore => Given["EmpoCleanStore"];

    private protected override string? Target => "Clean";

    protected override void Run()
    {
        var view = new Experiments.View.ExperimentView(ArtifactsFolder, ReadSettings().Name);
        view.Delete();
        if (!BuildProperties.Flag("EmpoCleanStore", WithStore, otherwise: false))
        {
            Say($"removed {view.Folder}; the store is kept (-p:EmpoCleanStore=true removes it)");
            return;
        }

        ArtifactStore.DeleteAll(StoreFolder);
        Say($"removed {view.Folder} and the store {StoreFolder}");
    }
}
