using System.Text.Json;
using Empo.Experiments.Guarding;
using Empo.Experiments.Provenance;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;
using Empo.Experiments.Verification;

namespace Empo.Tasks;

/// <summary>Prints what an artifact was made from, back to the questions, and writes the same to lineage.json.</summary>
public sealed class PrintLineage : PipelineTask
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n" };

    /// <summary>
    /// A stage of the experiment (<c>update 3</c>), or a path in the store or the run folder; empty for the run folder's policy.
    /// </summary>
    private string Artifact => Given["EmpoArtifact"];

    private protected override string? Target => "Lineage";

    protected override void Run()
    {
        if (Given["EmpoQuestion"].Length > 0)
        {
            return; // TraceQuestion prints it
        }

        var session = OpenSession();
        var artifact = Artifact.Length == 0 ? OfView(session) : Find(session);
        if (artifact is null)
        {
            Say($"  policy/ is {session.Experiment.Model}, the experiment's own model: no stage made it");
        }

        var entries = artifact is null ? [] : Lineage.Of(artifact, StoreFolder);
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

        session.RunFolder.Write("lineage.json", buffer.ToArray());
        Say($"  the same with settings and digests: {Path.Combine(session.RunFolder.Folder, "lineage.json")}");
    }

    /// <summary>
    /// The entry that made the run folder's policy, found by the policy's link or by the link of an adapter's weights. Where there are no
    /// links, it is found by the settings. Null for the user's own model.
    /// </summary>
    private Manifest? OfView(PipelineSession session)
    {
        var policy = Path.Combine(session.RunFolder.Folder, "policy");
        var linked = OfPath(policy) ?? OfPath(Path.Combine(policy, "adapter_model.safetensors"));
        if (
            linked is not null
            || (session.Experiment.Model is { } model && Directory.Exists(policy) && RealPath.Resolve(policy) == RealPath.Resolve(model))
        )
        {
            return linked;
        }

        var statuses = session.Resolution.DecideAll();
        return ShownPolicy.Of(statuses, GuardVerdict.Of(session.Experiment, statuses)).Maker?.Manifest ?? throw NoArtifact("policy");
    }

    private Manifest Find(PipelineSession session) =>
        session.Resolution.DecideAll().FirstOrDefault(status => status.Node.Id == Artifact && status.Manifest is not null)?.Manifest
        ?? OfPath(Path.GetFullPath(Artifact, ProjectFolder)) ?? throw NoArtifact(Artifact);

    private UserError NoArtifact(string name) =>
        new(
            "EMPO4019",
            $"There is no artifact '{name}'. Give a stage of the experiment that was built, such as EmpoArtifact=\"update 3\", or "
                + "the path of a file or folder in the store.",
            Experiment
        );

    /// <summary>The entry that contains a path; links are followed.</summary>
    private static Manifest? OfPath(string path)
    {
        FileSystemInfo entry = File.Exists(path) ? new FileInfo(path) : new DirectoryInfo(path);
        var target = entry.Exists ? entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path : null;
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
