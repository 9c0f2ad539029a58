using System.Text.Json;
using Empo.Experiments.Storage;
using Empo.Experiments.Suites;
using Empo.Experiments.View;

namespace Empo.Stages.Suites;

/// <summary>What one finished run of a suite measured.</summary>
internal sealed record SuiteResult
{
    public required string Arm { get; init; }

    public required int Seed { get; init; }

    /// <summary>Round and metrics of each evaluation, the base's first.</summary>
    public required IReadOnlyList<(int Round, IReadOnlyDictionary<string, double> Metrics)> Evaluations { get; init; }

    /// <summary>Mean over rounds of the share of groups in which EMPO's and a majority vote's advantages differ; null where no round ran.</summary>
    public required double? VotingDiffers { get; init; }

    public IReadOnlyDictionary<string, double> Base => Evaluations[0].Metrics;

    public IReadOnlyDictionary<string, double> Trained => Evaluations[^1].Metrics;

    /// <summary>The result of a run, or null where its view does not say that all its stages are up to date.</summary>
    public static SuiteResult? Find(SuiteRun run, string views, ArtifactStore store)
    {
        var file = new ExperimentView(views, run.View).SummaryFile;
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

        var evaluations = root.GetProperty("stages").EnumerateArray()
            .Where(stage => stage.GetProperty("name").GetString() == "evaluate" && stage.TryGetProperty("key", out _))
            .Select(stage => (stage.GetProperty("round").GetInt32(), store.Find("evaluate", stage.GetProperty("key").GetString()!)?.Metrics))
            .Where(evaluation => evaluation.Metrics is not null)
            .Select(evaluation => (evaluation.Item1, evaluation.Metrics!)).ToList();
        var differs = root.GetProperty("rounds").EnumerateArray().Where(round => round.TryGetProperty("voting_differs", out _)).Select(round => round.GetProperty("voting_differs").GetDouble()).ToList();
        return evaluations.Count == 0 ? null : new SuiteResult { Arm = run.Arm, Seed = run.Seed, Evaluations = evaluations, VotingDiffers = differs.Count > 0 ? differs.Average() : null };
    }
}
