using Empo.Experiments.Properties;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;

namespace Empo.Tasks;

/// <summary>Removes the experiment's run folder and, on request, the store as well.</summary>
public sealed class CleanRun : PipelineTask
{
    /// <summary>Whether to remove the store too: every stage of every experiment in it will run again.</summary>
    private string WithStore => Given["EmpoCleanStore"];

    private protected override string? Target => "Clean";

    protected override void Run()
    {
        var runFolder = new RunFolder(ArtifactsFolder, ReadSettings().Name);
        runFolder.Delete();
        if (!BuildProperties.Flag("EmpoCleanStore", WithStore, otherwise: false))
        {
            Say($"removed {runFolder.Folder}; the store is kept (-p:EmpoCleanStore=true removes it)");
            return;
        }

        ArtifactStore.DeleteAll(StoreFolder);
        Say($"removed {runFolder.Folder} and the store {StoreFolder}");
    }
}
