using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Storage;
using Empo.Experiments.Upstream;

namespace Empo.Experiments.Graph;

/// <summary>
/// Decides just in time which stages of a pipeline must run. A stage's key needs the digests of its inputs, which come from manifests. A
/// stage whose input digests are all known is up to date or stale. A stage that depends on a stale one is pending. One function,
/// <see cref="DecideNext"/>, makes the decisions both at the start of a build and before each run. Not safe for concurrent use.
/// </summary>
public sealed class Resolution(Pipeline pipeline, ArtifactStore store, IReadOnlyDictionary<string, string> previousKeys)
{
    /// <summary>The reason given for a stage that the experiment's last build did not have.</summary>
    public const string NeverRun = "it has not run yet";

    /// <summary>The reason given where a build would copy the entry.</summary>
    private const string InUpstream = "a build copies it from the upstream store";

    /// <summary>Below this number of manifests a second thread costs more than it saves.</summary>
    private const int WorthReadingAhead = 200;

    private readonly Dictionary<string, NodeStatus> _upToDate = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, InputPart), string> _fileDigests = [];
    private ManifestReadAhead? _ahead;

    public Pipeline Pipeline { get; } = pipeline;

    public ArtifactStore Store { get; } = store;

    /// <summary>Where entries that the store lacks may come from; null for nowhere.</summary>
    public UpstreamStore? Upstream { get; set; }

    /// <summary>The stages whose entries may come from there.</summary>
    public Func<StageNode, bool> TakesFromUpstream { get; set; } = _ => true;

    /// <summary>The decision about every stage, in order.</summary>
    public IReadOnlyList<NodeStatus> DecideAll() => Walk(Pipeline.Nodes.Count);

    /// <summary>
    /// The decision about every stage, in order, at the start of a build: the manifests of the last build are read ahead.
    /// </summary>
    public IReadOnlyList<NodeStatus> LookAhead()
    {
        if (previousKeys.Count < WorthReadingAhead)
        {
            return DecideAll();
        }

        _ahead = new ManifestReadAhead(Store, [.. previousKeys.Select(entry => (entry.Key.Split(' ')[0], entry.Value))]);
        _ahead.Begin();
        try
        {
            return DecideAll();
        }
        finally
        {
            _ahead.End();
            _ahead = null;
        }
    }

    /// <summary>
    /// The decision about one stage from the current state of the store. A stage that was up to date before stays up to date.
    /// </summary>
    public NodeStatus Decide(StageNode node) =>
        _upToDate.TryGetValue(node.Id, out var known) ? known : Walk(Pipeline.IndexOf(node) + 1)[^1];

    /// <summary>Forgets a stage's entry because it is about to be made again.</summary>
    public void Forget(StageNode node) => _upToDate.Remove(node.Id);

    /// <summary>Path and digest of an input; its producer must be up to date.</summary>
    public StageInput Locate(NodeInput input)
    {
        if (input.Producer is not { } producer)
        {
            return new StageInput { Role = input.Role.Name, Path = input.File!, Digest = DigestOf(input) };
        }

        return new StageInput
        {
            Role = input.Role.Name,
            Path = PathOf(producer, input.Output!),
            Digest = DigestOf(input),
            Stage = producer.Stage,
            Round = producer.Round,
        };
    }

    /// <summary>Absolute path of an output's content, in the store or where the user has it; its stage must be up to date.</summary>
    public string PathOf(StageNode node, Artifact artifact)
    {
        var manifest = Decide(node).Manifest ?? throw new InvalidOperationException($"{node.Id} is not up to date.");
        var output = manifest.Output(artifact);
        return output.Input is null
            ? Store.PathOf(manifest, output)
            : Locate(node.Inputs.First(input => input.Role.Name == output.Input)).Path;
    }

    /// <summary>Decides the first stages of the graph in order; producers come before their consumers.</summary>
    private List<NodeStatus> Walk(int count)
    {
        var walked = new List<NodeStatus>(count);
        var open = new Dictionary<string, NodeStatus>(StringComparer.Ordinal);
        foreach (var node in Pipeline.Nodes.Take(count))
        {
            if (!_upToDate.TryGetValue(node.Id, out var status))
            {
                status = DecideNext(node, open);
                open[node.Id] = status;
            }

            walked.Add(status);
        }

        return walked;
    }

    private NodeStatus DecideNext(StageNode node, Dictionary<string, NodeStatus> open)
    {
        var waiting = node
            .Inputs.Select(input => input.Producer)
            .FirstOrDefault(producer => producer is not null && !_upToDate.ContainsKey(producer.Id));
        if (waiting is not null)
        {
            var cause = open[waiting.Id];
            return new NodeStatus
            {
                Node = node,
                State = StageState.Pending,
                Reason = cause.State == StageState.Pending ? cause.Reason : $"pending on {waiting.Id}",
            };
        }

        var fingerprint = Fingerprint.Of(
            node,
            Pipeline.Experiment.SliceFor(node.Definition),
            node.Inputs.Select(input => (input.Role, DigestOf(input)))
        );
        var key = Sha256Digest.OfLines(fingerprint);
        var manifest = _ahead is null ? Store.Find(node.Stage, key) : _ahead.Find(node.Stage, key);
        var damage = DamageOf(node, manifest);
        var offer = manifest is null || damage is not null ? Ask(node, key, fingerprint) : UpstreamOffer.Nothing;
        if (offer == UpstreamOffer.Copied)
        {
            manifest = Store.Find(node.Stage, key);
            damage = DamageOf(node, manifest);
        }

        if (manifest is not null && damage is null)
        {
            return Remember(
                new NodeStatus
                {
                    Node = node,
                    State = StageState.UpToDate,
                    Reason = "",
                    Key = key,
                    Fingerprint = fingerprint,
                    Manifest = manifest,
                }
            );
        }

        return new NodeStatus
        {
            Node = node,
            State = StageState.Stale,
            Reason = offer == UpstreamOffer.Held ? InUpstream : damage ?? WhyNew(node, key, fingerprint),
            Key = key,
            Fingerprint = fingerprint,
        };
    }

    private string? DamageOf(StageNode node, Manifest? manifest) =>
        manifest is null ? null : Store.Damage(manifest) ?? Mistaken(node, manifest);

    private UpstreamOffer Ask(StageNode node, string key, IReadOnlyList<string> fingerprint) =>
        Upstream is { } upstream && TakesFromUpstream(node)
            ? upstream.Ask(node.Id, node.Stage, key, fingerprint, manifest => Mistaken(node, manifest))
            : UpstreamOffer.Nothing;

    /// <summary>
    /// Why a manifest cannot be the stage's, or null. It must list all outputs, and an output that it records as an input must be one.
    /// </summary>
    private string? Mistaken(StageNode node, Manifest manifest)
    {
        if (node.Definition.Outputs.FirstOrDefault(artifact => manifest.Outputs.All(output => output.Name != artifact.Name)) is { } missing)
        {
            return $"its manifest names no {missing}";
        }

        bool IsInput(OutputRecord output) =>
            node.Inputs.FirstOrDefault(input => input.Role.Name == output.Input) is { } input && DigestOf(input) == output.Digest;
        return manifest.Outputs.FirstOrDefault(output => output.Input is not null && !IsInput(output)) is { } wrong
            ? $"its {wrong.Name} is not an input of it"
            : null;
    }

    private NodeStatus Remember(NodeStatus status) => _upToDate[status.Node.Id] = status;

    /// <summary>Digest of an input whose producer, if it has one, is up to date.</summary>
    private string DigestOf(NodeInput input)
    {
        if (input.Producer is { } producer)
        {
            return PartDigest(_upToDate[producer.Id].Manifest!.Output(input.Output!), input.Part);
        }

        var slot = (input.File!, input.Part);
        return _fileDigests.TryGetValue(slot, out var digest)
            ? digest
            : _fileDigests[slot] = UserFiles.Digest(input.File!, input.Part, Store.Memo);
    }

    private static string PartDigest(OutputRecord output, InputPart part) => part == InputPart.Everything
        ? output.Digest
        : Sha256Digest.OfFiles([.. output.Files.Where(file => UserFiles.Counts(file.Path, part))]);

    private string WhyNew(StageNode node, string key, IReadOnlyList<string> fingerprint)
    {
        if (!previousKeys.TryGetValue(node.Id, out var previous))
        {
            return NeverRun;
        }

        if (previous == key)
        {
            return "its entry in the store is missing";
        }

        return Store.Find(node.Stage, previous) is { } before
            ? Fingerprint.Difference(before.Fingerprint, fingerprint)
            : "its inputs or settings changed";
    }
}
