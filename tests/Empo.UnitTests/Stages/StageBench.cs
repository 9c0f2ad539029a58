using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Stages;

/// <summary>Runs one stage in this process on a temporary store: the graph's outputs, the table's settings with their defaults.</summary>
internal sealed class StageBench : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<StageInput> _inputs = [];
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);

    public StageBench() => Chunks = new ChunkStore(Store);

    public string Store => _folder.File("store");

    public ChunkStore Chunks { get; }

    public CollectedLog Log { get; } = new();

    public void Dispose() => _folder.Dispose();

    public string File(string name) => _folder.File(name);

    /// <summary>Where a stage's output lies.</summary>
    public string Output(string stage, string name) => Path.Combine(_folder.Path, stage, name);

    public StageBench With(string path, string value)
    {
        _settings[path] = value;
        return this;
    }

    public StageBench Input(InputRole role, string path) => Input(role.Name, path);

    public StageBench Input(string role, string path, string? stage = null, int? round = null)
    {
        var digest = System.IO.File.Exists(path) ? Sha256Digest.OfFile(path) : Sha256Digest.OfLines([path]);
        _inputs.Add(new StageInput { Role = role, Path = path, Digest = digest, Stage = stage, Round = round });
        return this;
    }

    /// <summary>What a build would ask for, with the inputs given since the last one.</summary>
    public StageRequest Request(string stage, int? round)
    {
        var definition = StageTable.All.Single(candidate => candidate.Name == stage);
        var engine = Rollout.Engine.Parse(_settings.GetValueOrDefault(Rollout.Engine.Path, "local"));
        var equivalence = Score.Equivalence.Parse(_settings.GetValueOrDefault(Score.Equivalence.Path, "canonical"));
        var values = SettingTable
            .All.Where(setting =>
                setting.Stages.Contains(definition)
                && (setting.Engine is null || setting.Engine == engine)
                && (setting.Equivalence is null || setting.Equivalence == equivalence)
            )
            .ToDictionary(
                setting => setting.Path,
                setting => _settings.GetValueOrDefault(setting.Path) ?? setting.Default ?? "",
                StringComparer.Ordinal
            );
        var request = new StageRequest
        {
            Stage = stage,
            Round = round,
            Key = new string('0', 64),
            Experiment = "bench",
            Settings = new SettingSlice(values),
            Inputs = [.. _inputs],
            Outputs = [.. definition.Outputs.Select(artifact => artifact.Name)],
            Fingerprint = [],
            Store = Store,
            Device = "cpu",
            Threads = 1,
        };
        _inputs.Clear();
        return request;
    }

    /// <summary>Runs the stage on the inputs given since the last run, and gives its context back for metrics.</summary>
    public StageContext Run(string stage, int? round, Action<StageContext> run)
    {
        var request = Request(stage, round);
        var output = Path.Combine(_folder.Path, stage);
        Directory.CreateDirectory(output);
        var context = new StageContext(request, output, Chunks, Log, TestContext.Current.CancellationToken);
        run(context);
        return context;
    }
}
