using Empo.Experiments.Execution;
using Empo.Experiments.Settings;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>A store of its own and stages that a test makes up, run as a build runs them.</summary>
internal sealed class StoreBench : IDisposable
{
    public const string Key = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder _folder = new();

    public StoreBench() => Store = new ArtifactStore(_folder.File("store"));

    public ArtifactStore Store { get; private set; }

    /// <summary>What the process of these stages knows; another one for another process.</summary>
    public KnownFiles Known { get; private set; } = new();

    public Stages.CollectedLog Log { get; } = new();

    public string Folder => Store.FolderOf("score", Key);

    /// <summary>A score stage that writes <c>scores.parquet</c>, and <c>groups.parquet</c> as a text with its content.</summary>
    public static void WriteBoth(StageContext context)
    {
        File.WriteAllText(context.Output("scores.parquet"), "the scores");
        File.WriteAllText(context.Output("groups.parquet"), "the groups");
    }

    public (Manifest Manifest, bool Ran) Run(Action<StageContext> program, params string[] needed) => Run(Request(), program, needed);

    public (Manifest Manifest, bool Ran) Run(StageRequest request, Action<StageContext> program, params string[] needed) =>
        new StageRunner(
            Log,
            () => new Dictionary<string, string> { ["engine"] = "none" },
            new Dictionary<string, string> { ["commit"] = "abc" },
            Known
        ).Run(request, needed, program, CancellationToken.None);

    public StageRequest Request(string stage = "score", string key = Key) => new()
    {
        Stage = stage,
        Round = 1,
        Key = key,
        Experiment = "e",
        Settings = new SettingSlice(new Dictionary<string, string>()),
        Inputs = [],
        Outputs = stage == "score" ? ["scores.parquet", "groups.parquet"] : ["policy"],
        Fingerprint = ["stage score"],
        Store = Store.Root,
        Device = "cpu",
        Threads = 1,
    };

    /// <summary>The store as another process sees it.</summary>
    public void Reopen() => (Store, Known) = (new ArtifactStore(Store.Root), new KnownFiles());

    public void Dispose() => _folder.Dispose();
}
