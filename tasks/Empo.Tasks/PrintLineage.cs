using System.Text.Json;
using Empo.Experiments.Audit;
using Empo.Experiments.Execution;
using Empo.Experiments.Storage;

namespace Empo.Tasks;

/// <summary>Prints what an artifact was made from, back to the questions, and writes the same as lineage.json.</summary>
public sealed class PrintLineage : PipelineTask
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n" };

    /// <summary>A stage of the experiment (<c>update 3</c>), or a path in the store or the view; empty for the view's policy.</summary>
    public string Artifact { get; set; } = "";

    protected override void Run()
    {
        var session = OpenSession();
        var entries = Lineage.Of(Find(session), StoreFolder);
        foreach (var line in Lineage.Lines(entries))
        {
            Say($"  {line}");
        }

        foreach (var entry in StoreEntries.All(StoreFolder).Where(entry => entry.Unreadable is not null))
        {
            Say($"  left out: {entry.Unreadable} ({Path.GetRelativePath(StoreFolder, entry.Folder)})");
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            Lineage.Write(json, entries);
        }

        session.View.Write("lineage.json", buffer.ToArray());
        Say($"  the same with settings and digests: {Path.Combine(session.View.Folder, "lineage.json")}");
    }

    private Manifest Find(PipelineSession session)
    {
        var stage = session.Resolution.DecideAll().FirstOrDefault(status => status.Node.Id == Artifact && status.Manifest is not null);
        return stage?.Manifest ?? OfPath(Artifact.Length == 0 ? Path.Combine(session.View.Folder, "policy") : Path.GetFullPath(Artifact, ProjectFolder))
            ?? throw new StageFailure("EMPO4019", $"There is no artifact '{(Artifact.Length == 0 ? "policy" : Artifact)}'. Give a stage of the experiment that was built, such as EmpoArtifact=\"update 3\", or the path of a file or folder in the store.", Experiment);
    }

    /// <summary>The entry that a path lies in, links followed.</summary>
    private static Manifest? OfPath(string path)
    {
        var target = Path.Exists(path) ? new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path : null;
        for (var folder = target; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, ManifestFile.Name)))
            {
                return ManifestFile.Read(folder);
            }
        }

        return null;
    }
}
