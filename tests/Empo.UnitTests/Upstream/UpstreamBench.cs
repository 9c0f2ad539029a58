using Empo.Experiments.Execution;
using Empo.Experiments.Graph;
using Empo.Experiments.Storage;
using Empo.Experiments.Upstream;
using Empo.Experiments.Verification;
using Empo.UnitTests.Experiments;

namespace Empo.UnitTests.Upstream;

/// <summary>A store with every stage of an experiment, and an empty one that asks it.</summary>
internal sealed class UpstreamBench : IUpstreamLog, IDisposable
{
    /// <summary>Bytes of a large file: several pieces of a transfer.</summary>
    private const int Large = 300_000;

    private readonly StoreBench _upstream = new();
    private readonly ExperimentText _text = new();
    private readonly TemporaryFolder _folder = new();

    public UpstreamBench()
    {
        _text.Write("d.yaml", "name: d\n");
        Pipeline = Pipeline.Of(_text.Read("dataset: d.yaml\nrounds: 1\n"), []);
        var resolution = Of(_upstream.Store.Root);
        foreach (var node in Pipeline.Nodes)
        {
            Make(resolution, node);
        }
    }

    public Pipeline Pipeline { get; }

    /// <summary>The upstream store's folder.</summary>
    public string Upstream => _upstream.Store.Root;

    /// <summary>The local store's folder.</summary>
    public string Local => _folder.File("local");

    public List<string> Lines { get; } = [];

    /// <summary>Codes and texts of the warnings.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>The files of the upstream, relative to it, as a client asks for them.</summary>
    public IEnumerable<string> Files =>
        Directory
            .EnumerateFiles(Upstream, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Upstream, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("lock/", StringComparison.Ordinal) && !file.EndsWith(".sha256", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>Decides every stage as a new build would, with an upstream store.</summary>
    public IReadOnlyList<NodeStatus> Take(string address, UpstreamLimits? limits = null, bool looksOnly = false, string? token = null)
    {
        using var store = Store(address, limits ?? new UpstreamLimits { Pauses = [TimeSpan.Zero] }, token: token);
        return Take(store, looksOnly);
    }

    public UpstreamStore Store(string address, UpstreamLimits limits, Func<long?>? space = null, string? token = null) =>
        new(UpstreamAddress.Read(address, _folder.Path, Local, token)!, Local, limits, space ?? (() => null));

    public IReadOnlyList<NodeStatus> Take(UpstreamStore store, bool looksOnly = false, CancellationToken cancellation = default)
    {
        store.Attach(this, looksOnly, cancellation);
        var resolution = Of(Local);
        resolution.Upstream = store;
        return resolution.DecideAll();
    }

    /// <summary>Makes the local stage of a node itself; its inputs must be there.</summary>
    public void MakeLocally(string stage, int? round, string salt = "") =>
        Make(Of(Local), Pipeline.Find(stage, round)!, salt);

    /// <summary>Number of stages that the local store has.</summary>
    public int Present() => Of(Local).DecideAll().Count(status => status.State == StageState.UpToDate);

    /// <summary>Requires that every file in the local store has the upstream's bytes, and that nothing is half there.</summary>
    public void RequireExact()
    {
        foreach (var file in Directory.Exists(Local) ? Directory.EnumerateFiles(Local, "*", SearchOption.AllDirectories) : [])
        {
            var name = Path.GetRelativePath(Local, file);
            Assert.DoesNotContain(".tmp-", name, StringComparison.Ordinal);
            if (!name.StartsWith("lock", StringComparison.Ordinal))
            {
                Assert.Equal(File.ReadAllBytes(Path.Combine(Upstream, name)), File.ReadAllBytes(file));
            }
        }

        if (Directory.Exists(Local))
        {
            Assert.Empty(StoreVerification.Of(Local, CancellationToken.None).Findings);
        }
    }

    /// <summary>Empties the local store.</summary>
    public void Forget()
    {
        ArtifactStore.DeleteAll(Local);
        Lines.Clear();
        Warnings.Clear();
    }

    /// <summary>Deletes a folder with read-only files.</summary>
    public static void Delete(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(folder, recursive: true);
    }

    public void Line(string text, bool shown) => Lines.Add(text);

    public void Warning(string code, string text) => Warnings.Add($"{code} {text}");

    public void Dispose()
    {
        _upstream.Dispose();
        _text.Dispose();
        _folder.Dispose();
    }

    private Resolution Of(string store) => new(Pipeline, new ArtifactStore(store), new Dictionary<string, string>());

    private static void Make(Resolution resolution, StageNode node, string salt = "")
    {
        var status = resolution.Decide(node);
        using var bench = new StoreBench();
        var request = bench.Request() with
        {
            Stage = node.Stage,
            Round = node.Round,
            Key = status.Key!,
            Outputs = [.. node.Definition.Outputs.Select(artifact => artifact.Name)],
            Fingerprint = status.Fingerprint!,
            Inputs = [.. node.Inputs.Select(resolution.Locate)],
            Store = resolution.Store.Root,
        };
        new StageRunner(
            new Stages.CollectedLog(),
            () => new Dictionary<string, string>(),
            new Dictionary<string, string>(),
            new KnownFiles()
        ).Run(request, [], context => Write(context, salt), CancellationToken.None);
        resolution.Forget(node);
    }

    /// <summary>Outputs as stages have them: files, folders of several files, an empty file, chunks, an unchanged policy.</summary>
    private static void Write(StageContext context, string salt)
    {
        if (context.Request.Stage == "rollout")
        {
            context.Chunks.GetOrCreate(
                ["chunk", $"round {context.Round}"],
                part => File.WriteAllText(part, new string('c', Large) + context.Round + salt)
            );
        }

        foreach (var name in context.Request.Outputs)
        {
            if (context.Request.Stage == "update" && name == "policy")
            {
                context.PassThrough(name, context.Request.Inputs.Single(input => input.Role == "policy"));
                continue;
            }

            var path = context.Output(name);
            var text = $"{name} {salt} {string.Join('\n', context.Request.Fingerprint)}";
            if (Path.HasExtension(name))
            {
                File.WriteAllText(path, text);
                continue;
            }

            Directory.CreateDirectory(Path.Combine(path, "deeper down"));
            File.WriteAllText(Path.Combine(path, "model.safetensors"), text + new string('w', Large));
            File.WriteAllText(Path.Combine(path, "deeper down", "größe 100%.json"), "{}");
            File.WriteAllText(Path.Combine(path, "empty.txt"), "");
        }
    }
}
