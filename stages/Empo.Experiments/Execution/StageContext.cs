using Empo.Experiments.Catalog;
using Empo.Experiments.Properties;
using Empo.Experiments.Settings;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Execution;

/// <summary>What a running stage gets: inputs, settings, a folder to write into, a log.</summary>
public sealed class StageContext(
    StageRequest request,
    string outputFolder,
    ChunkStore chunks,
    IStageLog log,
    CancellationToken cancellation
)
{
    private readonly SortedDictionary<string, double> _metrics = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _numerics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StageInput> _passedThrough = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OutputRecord> _finished = new(StringComparer.Ordinal);

    public StageRequest Request { get; } = request;

    public SettingSlice Settings => Request.Settings;

    /// <summary>The round's number. It is a defect to ask for it in a stage that has no round.</summary>
    public int Round => Request.Round ?? throw new InvalidOperationException($"Stage {Request.Stage} has no round.");

    public ChunkStore Chunks { get; } = chunks;

    public IStageLog Log { get; } = log;

    /// <summary>The stored verdicts under these rules. Verdicts are costly to compute.</summary>
    public VerdictStore Verdicts(IReadOnlyList<string> rules) => VerdictStore.Open(Request.Store, rules);

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The processes that run this stage together; one, unless the build has ranks.</summary>
    public IRankGroup Ranks { get; init; } = Alone.Group;

    /// <summary>How an update over several ranks adds their gradients.</summary>
    public Reduction Reduction { get; init; }

    /// <summary>Whether this process writes the outputs. The others stop after the stage's last operation of <see cref="Ranks"/>.</summary>
    public bool Leads => Ranks.Leads;

    /// <summary>Measured numbers (semantic_entropy, loss). The manifest records them; no key and no digest includes them.</summary>
    public IReadOnlyDictionary<string, double> Metrics => _metrics;

    /// <summary>What decides the last bits of this stage beyond what decides those of its process.</summary>
    public IReadOnlyDictionary<string, string> Numerics => _numerics;

    /// <summary>Outputs that are an unchanged input.</summary>
    public IReadOnlyDictionary<string, StageInput> PassedThrough => _passedThrough;

    /// <summary>The only input of a role.</summary>
    public StageInput Input(InputRole role) =>
        FindInput(role) ?? throw new InvalidOperationException($"Stage {Request.Stage} has no input '{role}'.");

    /// <summary>The only input of a role, or null where the graph gives none.</summary>
    public StageInput? FindInput(InputRole role) => Request.Inputs.SingleOrDefault(input => input.Is(role));

    /// <summary>All inputs of a role, in graph order.</summary>
    public IEnumerable<StageInput> InputsOf(InputRole role) => Request.Inputs.Where(input => input.Is(role));

    /// <summary>Absolute path to write the named output to: a file, or (where the name has no dot) a folder that exists already.</summary>
    public string Output(Artifact artifact) => Output(artifact.Name);

    /// <summary>The same, by name.</summary>
    public string Output(string name)
    {
        if (!Request.Outputs.Contains(name))
        {
            throw new InvalidOperationException($"Stage {Request.Stage} declares no output '{name}'.");
        }

        var path = Path.Combine(OutputFolder, name);
        if (!Path.HasExtension(name))
        {
            Directory.CreateDirectory(path);
        }

        return path;
    }

    /// <summary>The folder that the stage writes into.</summary>
    public string OutputFolder { get; } = outputFolder;

    /// <summary>The digest of an output that is complete. The manifest takes it from here, so the files are read once.</summary>
    public string Finish(Artifact artifact)
    {
        var record = OutputRecord.Of(artifact.Name, Output(artifact))
            ?? throw new InvalidOperationException($"The stage left no output '{artifact.Name}'.");
        _finished[artifact.Name] = record;
        return record.Digest;
    }

    /// <summary>The record of an output that was finished and has not been written to since, or null.</summary>
    internal OutputRecord? Finished(string name) =>
        _finished.TryGetValue(name, out var record) && record.IsAt(Path.Combine(OutputFolder, name)) ? record : null;

    /// <summary>
    /// Declares that an output is an unchanged input: nothing is written and the digest stays. Example: no question was kept, so the policy
    /// stays the same.
    /// </summary>
    public void PassThrough(Artifact output, StageInput input) => PassThrough(output.Name, input);

    /// <summary>The same, by name.</summary>
    public void PassThrough(string output, StageInput input) => _passedThrough[output] = input;

    /// <summary>Adds an entry to <see cref="Numerics"/>.</summary>
    public void Numeric(string name, string value) => _numerics[name] = value;

    public void Metric(string name, double value) => _metrics[name] = value;
}
