using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Runs;

/// <summary>
/// The run folder <c>artifacts/&lt;experiment&gt;</c>: the results that users and scripts read after a build. Everything in it can be made
/// again.
/// </summary>
/// <param name="artifacts">Absolute path of the folder of all run folders.</param>
/// <param name="experiment">The experiment's name.</param>
public sealed class RunFolder(string artifacts, string experiment)
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };

    private string? _writable;

    public string Folder { get; } = Path.Combine(artifacts, experiment);

    public string SummaryFile => Path.Combine(Folder, "summary.json");

    public string Logs => Path.Combine(Folder, "logs");

    /// <summary>Writes a file by rename, and only if its content differs.</summary>
    public void Write(string name, byte[] content)
    {
        var path = Path.Combine(Writable(), name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            return;
        }

        WholeFile.Write(path, content);
    }

    /// <summary>Writes a file, or removes it where there is nothing to write.</summary>
    public void WriteOrRemove(string name, byte[]? content)
    {
        if (content is not null)
        {
            Write(name, content);
            return;
        }

        var path = Path.Combine(Writable(), name);
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    /// <summary>Copies a file of the store by rename, unless the copy has its length and write time.</summary>
    public void Copy(string name, string source)
    {
        var (from, path) = (new FileInfo(source), Path.Combine(Writable(), name));
        if (new FileInfo(path) is { Exists: true } there && there.Length == from.Length && there.LastWriteTimeUtc == from.LastWriteTimeUtc)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, File.ReadAllBytes(source));
        File.SetLastWriteTimeUtc(path, from.LastWriteTimeUtc);
    }

    /// <summary>Makes <c>policy/</c> point to a folder; where the system refuses links, <c>policy.txt</c> names it.</summary>
    public void PointPolicyTo(string folder)
    {
        var link = Path.Combine(Writable(), "policy");
        Directory.CreateDirectory(Folder);
        var target = TargetOf(folder, Folder);
        var info = new DirectoryInfo(link);
        if (info.LinkTarget == target && info.Exists)
        {
            return;
        }

        try
        {
            StoreFolder.Delete(link); // also an adapter of an earlier build
            Directory.CreateSymbolicLink(link, target);
            File.Delete(Path.Combine(Folder, "policy.txt"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Write("policy.txt", System.Text.Encoding.UTF8.GetBytes(folder + "\n"));
        }
    }

    /// <summary>
    /// Makes <c>policy/</c> an adapter folder that names the path of its base model. The artifact does not name it: a path is not content,
    /// and would make the bytes of two machines differ. The weights are a link to the artifact's.
    /// </summary>
    public void PlaceAdapter(string folder, string baseModel)
    {
        const string Weights = "adapter_model.safetensors", Configuration = "adapter_config.json";
        var target = Path.Combine(Writable(), "policy");
        if (StoreFolder.IsLink(target))
        {
            StoreFolder.DeleteLink(target);
        }

        Directory.CreateDirectory(target);
        var json = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, Configuration)))!.AsObject();
        json["base_model_name_or_path"] = baseModel;
        Write(Path.Combine("policy", Configuration), System.Text.Encoding.UTF8.GetBytes(json.ToJsonString(Layout) + "\n"));
        var (weights, link) = (Path.Combine(folder, Weights), Path.Combine(target, Weights));
        if (new FileInfo(link).LinkTarget == TargetOf(weights, target))
        {
            return;
        }

        File.Delete(link);
        try
        {
            File.CreateSymbolicLink(link, TargetOf(weights, target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Copy(weights, link); // adapters are small
        }
    }

    /// <summary>The run folder, after a check that no link leads from it into a store.</summary>
    private string Writable() => _writable ??= OutsideStore.Require(Folder);

    /// <summary>
    /// The target of a link to <paramref name="path"/> in <paramref name="folder"/>. Within the project it is a relative path, so that a
    /// copy of the project leads to its own store and not to the original's. Outside the project it is an absolute path, which a copy
    /// shares.
    /// </summary>
    private string TargetOf(string path, string folder) =>
        Path.GetDirectoryName(artifacts) is { } project && RealPath.IsWithin(folder, project) && RealPath.IsWithin(path, project)
            ? Path.GetRelativePath(RealPath.Resolve(folder), RealPath.Resolve(path))
            : path;

    /// <summary>Removes the run folder; the store stays.</summary>
    public void Delete() => StoreFolder.Delete(Folder);
}
