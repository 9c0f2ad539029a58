using System.Text.Json;
using Empo.Experiments.Storage;

namespace Empo.PipelineTests.Harness;

/// <summary>
/// A folder as a user has it: pipeline.proj with its targets, an experiment, a dataset manifest. Builds are the real
/// <c>dotnet build</c> with tools that are built already.
/// </summary>
internal sealed class PipelineFolder
{
    public const string Experiment = "experiments/e.yaml";

    private const string FakeSettings = "rounds: 2\nrollout:\n  samples: 8\n";

    private readonly string _tools;

    /// <param name="tools">Folder for EmpoTools: <see cref="Tools.Fake"/> or <see cref="Tools.Real"/>.</param>
    /// <param name="name">The folder's name.</param>
    public PipelineFolder(string tools, string name = "pipeline")
        : this(tools, TemporaryFolders.New(name), fill: true)
    {
    }

    private PipelineFolder(string tools, string path, bool fill)
    {
        _tools = tools;
        Path = path;
        Directory.CreateDirectory(Faults);
        if (fill)
        {
            Fill();
        }
    }

    public string Path { get; }

    public string Store => File("artifacts/.store");

    /// <summary>Where the fake stage program looks for faults that a test wants.</summary>
    public string Faults => File("faults");

    /// <summary>A folder that is filled already.</summary>
    public static PipelineFolder At(string path) => new(Tools.Real, path, fill: false);

    public static PipelineFolder WithFakeStages(string settings = FakeSettings)
    {
        var folder = new PipelineFolder(Tools.Fake);
        folder.WriteExperiment(settings);
        return folder;
    }

    /// <summary>A folder with the fake stages at a place of the test's choice.</summary>
    public static PipelineFolder WithFakeStagesAt(string path)
    {
        var folder = new PipelineFolder(Tools.Fake, path, fill: true);
        folder.WriteExperiment(FakeSettings);
        return folder;
    }

    /// <summary>A folder with the real stage program and the tiny experiment: every stage for real in a few seconds.</summary>
    public static PipelineFolder WithTinyExperiment(string name = "pipeline")
    {
        var folder = new PipelineFolder(Tools.Real, name);
        var experiments = System.IO.Path.Combine(Repository.Root, "tests", "experiments");
        folder.Write(Experiment, System.IO.File.ReadAllText(System.IO.Path.Combine(experiments, "tiny.yaml")));
        folder.Write(
            "experiments/tiny-questions.yaml",
            System.IO.File.ReadAllText(System.IO.Path.Combine(experiments, "tiny-questions.yaml"))
        );
        return folder;
    }

    /// <summary>
    /// Every output that the manifests of the last build's stages name, with the digest of what really lies there; evicted ones by what was
    /// recorded. The report is left out: its times are in no key.
    /// </summary>
    public SortedDictionary<string, string> Outputs()
    {
        var outputs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var stage in Stages().Where(stage => stage.TryGetProperty("key", out _) && stage.GetProperty("name").GetString() != "report")
        )
        {
            var store = new ArtifactStore(Store);
            var manifest = store.Find(stage.GetProperty("name").GetString()!, stage.GetProperty("key").GetString()!)!;
            foreach (var output in manifest.Outputs)
            {
                var path = store.PathOf(manifest, output);
                var digest =
                    output.Evicted || output.Input is not null ? output.Digest
                    : Directory.Exists(path) ? Sha256Digest.OfFolder(path)
                    : Sha256Digest.OfFile(path);
                outputs[$"{Id(stage)} {output.Name}"] = digest;
            }
        }

        return outputs;
    }

    /// <summary>The manifest of a stage of the last build.</summary>
    public Manifest Manifest(string id) => ManifestFile.Read(Entry(id))!;

    /// <summary>The manifests of all stages of the last build, in graph order.</summary>
    public IReadOnlyList<Manifest> Manifests() =>
        [.. Stages().Where(stage => stage.TryGetProperty("key", out _)).Select(stage => Manifest(Id(stage)))];

    /// <summary>Absolute path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), text);
    }

    /// <summary>The experiment of the fake stages: these settings and a dataset.</summary>
    public void WriteExperiment(string settings) => Write(Experiment, $"dataset: ../datasets/d.yaml\n{settings}");

    public void Fault(string name, string text = "") => Write($"faults/{name}", text);

    public void NoFault(string name) => System.IO.File.Delete(File($"faults/{name}"));

    /// <summary>A copy of everything, store included, with new write times.</summary>
    public PipelineFolder Copied()
    {
        var copy = TemporaryFolders.New("copy");
        FolderCopy.Copy(Path, copy);
        return new PipelineFolder(_tools, copy, fill: false);
    }

    /// <summary>A text as MSBuild takes it for itself on its command line.</summary>
    public static string Escape(string text) =>
        string.Concat(text.Select(sign => "%$@'();?*,".Contains(sign, StringComparison.Ordinal) ? $"%{(int)sign:X2}" : sign.ToString()));

    /// <summary>The same in another place, which holds a copy already.</summary>
    public PipelineFolder MovedTo(string path) => new(_tools, path, fill: false);

    public BuildResult Build(params string[] arguments) => Start(arguments).Wait();

    /// <summary>
    /// A path as overrides can hold it: relative to the folder, because a temporary folder may lie below a name with blanks.
    /// </summary>
    public string Relative(string path) => System.IO.Path.GetRelativePath(Path, path);

    /// <summary>Builds with overrides.</summary>
    public BuildResult BuildWith(string overrides, params string[] arguments) => Build([$"-p:EmpoSet={overrides}", .. arguments]);

    public RunningBuild Start(params string[] arguments) => StartFrom(Path, "pipeline.proj", arguments);

    /// <summary>Starts a build by another program, such as <c>env NAME=value</c>.</summary>
    public RunningBuild StartIn(IReadOnlyList<string> prefix, params string[] arguments) => Start(Path, "pipeline.proj", prefix, arguments);

    /// <summary>Starts a build from another directory.</summary>
    public RunningBuild StartFrom(string directory, string project, params string[] arguments) => Start(directory, project, [], arguments);

    private RunningBuild Start(string directory, string project, IReadOnlyList<string> prefix, string[] arguments)
    {
        string[] experiment = arguments.Any(argument => argument.StartsWith("-p:EmpoExperiment=", StringComparison.Ordinal))
            ? []
            : [$"-p:EmpoExperiment={Experiment}"];
        string[] tools = arguments.Any(argument => argument.StartsWith("-p:EmpoTools=", StringComparison.Ordinal))
            ? []
            : [$"-p:EmpoTools={_tools}"];
        var start = BuildEnvironment.Start(
            directory,
            ["build", project, "-nodeReuse:false", .. tools, .. experiment, .. arguments],
            prefix
        );
        start.Environment["EMPO_FAKE"] = Faults;
        return new RunningBuild(start, this);
    }

    /// <summary>The stages that the last build ran, from its summary; none where there is no summary.</summary>
    public IReadOnlyList<string> Ran() => [.. Stages().Where(stage => stage.GetProperty("ran").GetBoolean()).Select(Id)];

    /// <summary>The stages that the fake program was asked for since <see cref="ForgetStages"/>, in order.</summary>
    public IReadOnlyList<string> Begun() =>
        System.IO.File.Exists(File("faults/stages")) ? System.IO.File.ReadAllLines(File("faults/stages")) : [];

    public void ForgetStages() => NoFault("stages");

    /// <summary>Ids of the fake stage processes, one for each start.</summary>
    public IReadOnlyList<int> Processes() =>
        System.IO.File.Exists(File("faults/processes"))
            ?
            [
                .. System
                    .IO.File.ReadAllLines(File("faults/processes"))
                    .Select(line => int.Parse(line, System.Globalization.CultureInfo.InvariantCulture)),
            ]
            : [];

    /// <summary>The store's folder of a stage of the last build.</summary>
    public string Entry(string id) =>
        System.IO.Path.Combine(Store, id.Split(' ')[0], Stages().Single(stage => Id(stage) == id).GetProperty("key").GetString()![..32]);

    /// <summary>Whether the last build knew this stage and its key.</summary>
    public bool Has(string id) => Stages().Any(stage => Id(stage) == id && stage.TryGetProperty("key", out _));

    /// <summary>A binary log as the most detailed text.</summary>
    public BuildResult Replay(string log) =>
        new RunningBuild(BuildEnvironment.Start(Path, ["build", log, "-v:detailed", "-nodeReuse:false"]), this).Wait();

    /// <summary>Folders of stored chunks.</summary>
    public IReadOnlyList<string> Chunks() =>
        Directory.Exists($"{Store}/chunk")
            ?
            [
                .. Directory
                    .EnumerateDirectories($"{Store}/chunk")
                    .Where(folder => !folder.Contains(".tmp-", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>Ids of the stages that have an entry in the store, whatever a summary says.</summary>
    public IReadOnlySet<string> Finished() =>
        !Directory.Exists(Store)
            ? new HashSet<string>()
            : Directory
                .EnumerateDirectories(Store)
                .Where(folder => System.IO.Path.GetFileName(folder) is not ("lock" or "chunk"))
                .SelectMany(Directory.EnumerateDirectories)
                .Where(folder => !System.IO.Path.GetFileName(folder).Contains('.', StringComparison.Ordinal))
                .Select(folder => ManifestFile.Read(folder)!)
                .Select(manifest => manifest.Round is { } round ? $"{manifest.Stage} {round}" : manifest.Stage)
                .ToHashSet();

    /// <summary>Where <c>policy</c> of the run folder leads, or null where it is no link.</summary>
    public string? ShownPolicy => new DirectoryInfo(File("artifacts/e/policy")).ResolveLinkTarget(returnFinalTarget: false)?.FullName;

    /// <summary>The one event file of the run folder.</summary>
    public (string Name, byte[] Content) Curves() =>
        Assert.Single(Directory.GetFiles(File("artifacts/e/tensorboard"))) is var file
            ? (file, System.IO.File.ReadAllBytes(file))
            : default;

    public void RemoveChunks()
    {
        if (Directory.Exists($"{Store}/chunk"))
        {
            Directory.Delete($"{Store}/chunk", recursive: true);
        }
    }

    /// <summary>Temporary and half written things that no finished build may leave.</summary>
    public IReadOnlyList<string> Leftovers() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(Store, "*", SearchOption.AllDirectories)
                .Where(path =>
                    path.Contains(".tmp", StringComparison.Ordinal)
                    || path.Contains(".old-", StringComparison.Ordinal)
                    || path.EndsWith(".holder", StringComparison.Ordinal)
                ),
        ];

    private static string Id(JsonElement stage) =>
        stage.TryGetProperty("round", out var round)
            ? $"{stage.GetProperty("name").GetString()} {round.GetInt32()}"
            : stage.GetProperty("name").GetString()!;

    private IReadOnlyList<JsonElement> Stages()
    {
        var summary = File("artifacts/e/summary.json");
        if (!System.IO.File.Exists(summary))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(summary));
            return [.. document.RootElement.GetProperty("stages").EnumerateArray().Select(stage => stage.Clone())];
        }
        catch (JsonException)
        {
            // A test damaged it.
            return [];
        }
    }

    private void Fill()
    {
        foreach (var name in new[] { "pipeline.proj", "Empo.targets", "Directory.Build.rsp", "global.json" })
        {
            System.IO.File.Copy(System.IO.Path.Combine(Repository.Root, name), File(name));
        }

        FolderCopy.Copy(System.IO.Path.Combine(Repository.Root, "build"), File("build"));
        Write("datasets/d.yaml", "name: d\n");
    }
}
