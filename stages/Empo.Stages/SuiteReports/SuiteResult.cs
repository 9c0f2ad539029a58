using System.Text.Json;
using Empo.Experiments.Catalog;
using Empo.Experiments.Metrics;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;
using Empo.Experiments.Suites;

namespace Empo.Stages.SuiteReports;

/// <summary>The measurements of one finished run of a suite.</summary>
internal sealed record SuiteResult
{
    public required string Arm { get; init; }

    public required int Seed { get; init; }

    /// <summary>Round and metrics of each evaluation, the base's first; none where the dataset has no questions for one.</summary>
    public required IReadOnlyList<(int Round, IReadOnlyDictionary<string, double> Metrics)> Evaluations { get; init; }

    /// <summary>Round and indicators of each round that the guard measured.</summary>
    public IReadOnlyList<(int Round, IReadOnlyDictionary<string, double> Metrics)> Indicators { get; init; } = [];

    /// <summary>Round and metrics of each round whose policy was probed.</summary>
    public IReadOnlyList<(int Round, IReadOnlyDictionary<string, double> Metrics)> Probes { get; init; } = [];

    /// <summary>
    /// Mean over rounds of the share of groups in which EMPO's and a majority vote's advantages differ; null where no round ran.
    /// </summary>
    public required double? VotingDiffers { get; init; }

    /// <summary>Round and figures of the training questions of each round that ran.</summary>
    public IReadOnlyList<(int Round, IReadOnlyDictionary<string, double> Metrics)> Training { get; init; } = [];

    /// <summary>Metrics of the base's evaluation; none where nothing was evaluated.</summary>
    public IReadOnlyDictionary<string, double> Base => Evaluations.Count > 0 ? Evaluations[0].Metrics : Nothing;

    /// <summary>Metrics of the last evaluation; none where nothing was evaluated.</summary>
    public IReadOnlyDictionary<string, double> Trained => Evaluations.Count > 0 ? Evaluations[^1].Metrics : Nothing;

    /// <summary>Whether the last policy was asked questions whose answers are known.</summary>
    public bool HasAccuracy => EvaluationMetrics.HaveAccuracy(Trained);

    private static IReadOnlyDictionary<string, double> Nothing { get; } = new Dictionary<string, double>();

    /// <summary>The result of a run, or null where its run folder does not record that all stages are up to date.</summary>
    public static SuiteResult? Find(SuiteRun run, string views, ArtifactStore store)
    {
        var file = new RunFolder(views, run.RunName).SummaryFile;
        if (!File.Exists(file))
        {
            return null;
        }

        using var summary = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = summary.RootElement;
        if (!root.GetProperty("complete").GetBoolean())
        {
            return null;
        }

        var evaluations = Measured(root, store, StageTable.Evaluate);
        var differs = root.GetProperty("rounds")
            .EnumerateArray()
            .Where(round => round.TryGetProperty("voting_differs", out _))
            .Select(round => round.GetProperty("voting_differs").GetDouble())
            .ToList();
        return new SuiteResult
        {
            Arm = run.Arm,
            Seed = run.Seed,
            Evaluations = evaluations,
            Indicators = Measured(root, store, StageTable.Guard),
            Probes = Measured(root, store, StageTable.Probe),
            Training =
            [
                .. root.GetProperty("rounds").EnumerateArray().Select(round => (round.GetProperty("round").GetInt32(), Numbers(round))),
            ],
            VotingDiffers = differs.Count > 0 ? differs.Average() : null,
        };
    }

    private static IReadOnlyDictionary<string, double> Numbers(JsonElement entry) =>
        entry
            .EnumerateObject()
            .Where(metric => metric.Value.ValueKind == JsonValueKind.Number)
            .ToDictionary(metric => metric.Name, metric => metric.Value.GetDouble(), StringComparer.Ordinal);

    /// <summary>The metrics in the manifests of a stage, round by round.</summary>
    private static List<(int Round, IReadOnlyDictionary<string, double> Metrics)> Measured(
        JsonElement summary,
        ArtifactStore store,
        StageDefinition stage
    ) =>
        [
            .. summary
                .GetProperty("stages")
                .EnumerateArray()
                .Where(entry => entry.GetProperty("name").GetString() == stage.Name && entry.TryGetProperty("key", out _))
                .Select(entry =>
                    (Round: entry.GetProperty("round").GetInt32(), Manifest: store.Find(stage, entry.GetProperty("key").GetString()!))
                )
                .Where(entry => entry.Manifest is not null)
                .Select(entry => (entry.Round, entry.Manifest!.Metrics)),
        ];
}
