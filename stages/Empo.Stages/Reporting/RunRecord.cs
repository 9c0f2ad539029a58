using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;
using Empo.Stages.Scoring;

namespace Empo.Stages.Reporting;

/// <summary>The data of a report, collected from the manifests of a run and its first and last evaluation.</summary>
internal sealed record RunRecord
{
    public required string Title { get; init; }

    public required string Experiment { get; init; }

    /// <summary>Manifests of all stages but the report's, in the order of the graph.</summary>
    public required IReadOnlyList<Manifest> Stages { get; init; }

    /// <summary>Held-out questions under the base policy.</summary>
    public required IReadOnlyList<EvaluationRow> Base { get; init; }

    /// <summary>The same questions under the last policy; the base's rows where no round was run.</summary>
    public required IReadOnlyList<EvaluationRow> Trained { get; init; }

    /// <summary>Value of every setting that any stage read, by path.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Figures of each round of a recording; empty where this pipeline sampled and trained.</summary>
    public required IReadOnlyList<RescoredRound> Recorded { get; init; }

    private static IReadOnlyDictionary<string, double> Nothing { get; } = new Dictionary<string, double>();

    public int Rounds => Stages.Where(stage => stage.IsOf(StageTable.Update)).Select(stage => stage.Round ?? 0).DefaultIfEmpty(0).Max();

    public IEnumerable<Manifest> Evaluations => Stages.Where(stage => stage.IsOf(StageTable.Evaluate));

    /// <summary>Metrics of the base's evaluation; none where nothing was evaluated.</summary>
    public IReadOnlyDictionary<string, double> BaseMetrics => Evaluations.FirstOrDefault()?.Metrics ?? Nothing;

    /// <summary>Metrics of the last evaluation; none where nothing was evaluated.</summary>
    public IReadOnlyDictionary<string, double> TrainedMetrics => Evaluations.LastOrDefault()?.Metrics ?? Nothing;

    /// <summary>Whether held-out questions were asked.</summary>
    public bool IsEvaluated => Evaluations.Any();

    /// <summary>Whether some held-out questions have an answer.</summary>
    public bool HasAccuracy => EvaluationMetrics.HaveAccuracy(BaseMetrics);

    /// <summary>Held-out questions that have an answer.</summary>
    public int Labelled => EvaluationMetrics.PartlyLabelled(BaseMetrics)?.Labelled ?? Base.Count;

    /// <summary>
    /// <c>256 held-out questions</c>; <c>12 held-out questions, those of 40 that have an answer,</c> where some have none.
    /// </summary>
    public string LabelledQuestions =>
        Labelled == Base.Count
            ? $"{Base.Count} held-out questions"
            : $"{Labelled} held-out questions, those of {Base.Count} that have an answer,";

    /// <summary>Digest of the policy that training started from; null where no stage read it.</summary>
    public string? BasePolicy =>
        Stages
            .Where(stage => stage.IsOf(StageTable.Evaluate) || stage.IsOf(StageTable.Rollout))
            .SelectMany(stage => stage.Inputs)
            .FirstOrDefault(input => input.Is(InputRole.Policy))
            ?.Digest
        ?? Find(StageTable.Pretrain)?.Output(StageTable.Policy).Digest;

    public static RunRecord From(StageContext context)
    {
        Manifest[] stages = [.. context.InputsOf(InputRole.Metrics).Select(ManifestOf)];
        IReadOnlyList<EvaluationRow>[] evaluations =
        [
            .. context.InputsOf(InputRole.Evaluation).Select(input => ArtifactTable.Read(input.Path, EvaluationRow.Schema)),
        ];
        var title = context.Settings.Get(Report.Title);
        return new RunRecord
        {
            Title = title.Length > 0 ? title : context.Request.Experiment,
            Experiment = context.Request.Experiment,
            Stages = stages,
            Base = evaluations.Length > 0 ? evaluations[0] : [],
            Trained = evaluations.Length > 0 ? evaluations[^1] : [],
            Recorded = context.InputsOf(InputRole.Metrics).FirstOrDefault(input => input.Stage == StageTable.Rescore.Name) is { } table
                ? RescoredRound.ReadAll(Path.ChangeExtension(table.Path, ".json"))
                : [],
            Settings = SettingsOf(stages),
        };
    }

    public Manifest? Find(StageDefinition stage, int? round = null) =>
        Stages.FirstOrDefault(manifest => manifest.IsOf(stage) && manifest.Round == round);

    /// <summary>A metric of a stage, or null where it was not measured.</summary>
    public double? Metric(StageDefinition stage, int? round, string name) =>
        Find(stage, round)?.Metrics is { } metrics && metrics.TryGetValue(name, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>Canonical text of a setting; empty where no stage of the run read it.</summary>
    public string TextOf(Setting setting) => Settings.GetValueOrDefault(setting.Path, "");

    /// <summary>Value of a setting; its default where no stage of the run read it, or no stage's key contains it.</summary>
    public T Get<T>(Setting<T> setting) => setting.Parse(Settings.GetValueOrDefault(setting.Path, setting.Default!));

    /// <summary>The manifest of an input's entry, under the input's round: an entry may have been made in another round, or run.</summary>
    private static Manifest ManifestOf(StageInput input)
    {
        var manifest =
            ManifestFile.Read(Path.GetDirectoryName(input.Path)!)
            ?? throw new UserError(
                "EMPO4015",
                $"Stage {input.Stage} has no readable {ManifestFile.Name}, so the report cannot say what it did. Delete the folder "
                    + "and build again.",
                input.Path
            );
        return manifest with { Round = input.Round };
    }

    private static SortedDictionary<string, string> SettingsOf(IEnumerable<Manifest> stages)
    {
        const string prefix = "setting ";
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in stages.SelectMany(stage => stage.Fingerprint).Where(line => line.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var parts = line[prefix.Length..].Split(" = ", 2);
            settings[FormerNames.PathOf(parts[0])] = parts.Length == 2 ? parts[1] : "";
        }

        return settings;
    }
}
