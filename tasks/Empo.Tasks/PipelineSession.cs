using Empo.Experiments.Catalog;
using Empo.Experiments.Curves;
using Empo.Experiments.Graph;
using Empo.Experiments.Reproduction;
using Empo.Experiments.Runs;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;

namespace Empo.Tasks;

/// <summary>An experiment on one node of a build: read and resolved once, and kept for the build.</summary>
internal sealed class PipelineSession
{
    private LockComparison? _lock;

    private PipelineSession(Pipeline pipeline, ArtifactStore store, RunFolder runFolder, string? note)
    {
        RunFolder = runFolder;
        Note = note;
        Resolution = new Resolution(pipeline, store, BuildSummary.PreviousKeys(runFolder.SummaryFile));
    }

    public Experiment Experiment => Resolution.Pipeline.Experiment;

    public Pipeline Pipeline => Resolution.Pipeline;

    public RunFolder RunFolder { get; }

    public Resolution Resolution { get; }

    /// <summary>What this run does not measure, in words; null where accuracy is measured, or nothing is sampled here.</summary>
    public string? Note { get; }

    /// <summary>The experiment's lock, read when a locked build first asks for it.</summary>
    /// <exception cref="UserError">EMPO4025 where there is none.</exception>
    public LockComparison Lock => _lock ??= new LockComparison(LockFile.Read(LockFile.PathOf(Experiment.File)));

    /// <summary>Records for the summary that a stage ran in the build with this pipe; tasks on other nodes read the record.</summary>
    public void RecordRun(string pipe, string id) => System.IO.File.AppendAllText(RanFile(pipe), id + "\n");

    /// <summary>Takes the ids of the stages that ran in the build with this pipe; the record is removed.</summary>
    public IReadOnlySet<string> TakeRuns(string pipe)
    {
        if (pipe.Length == 0 || !System.IO.File.Exists(RanFile(pipe)))
        {
            return new HashSet<string>();
        }

        var ran = System.IO.File.ReadAllLines(RanFile(pipe)).ToHashSet(StringComparer.Ordinal);
        System.IO.File.Delete(RanFile(pipe));
        return ran;
    }

    /// <summary>Brings the curves of the run folder, which TensorBoard shows, in line with the finished stages.</summary>
    public void WriteCurves(IReadOnlyList<NodeStatus> statuses) =>
        EventFile.Write(RunFolder, RunCurves.Of(Experiment, statuses));

    private string RanFile(string pipe) => Path.Combine(RunFolder.Logs, pipe + ".ran");

    /// <summary>Reads the experiment alone, without its dataset.</summary>
    /// <exception cref="UserError">The experiment has an error.</exception>
    public static Experiment Read(string file, string overrides, string folder) =>
        System.IO.File.Exists(file)
            ? ExperimentReader.Read(file, overrides, folder)
            : throw new UserError(
                "EMPO1002",
                $"The experiment does not exist: {file}. Give EmpoExperiment a path relative to pipeline.proj.",
                file
            );

    /// <exception cref="UserError">The experiment or its dataset has an error; EMPO4004 where no rollouts are stored.</exception>
    public static PipelineSession Open(string file, string overrides, string folder, string store, string artifacts, bool rescores)
    {
        var experiment = Read(file, overrides, folder);
        if (experiment.Decisions is { } decisions && !System.IO.File.Exists(decisions))
        {
            var setting = experiment.ValueOf(Filter.Decisions);
            throw new UserError(
                "EMPO1013",
                $"The file of decisions does not exist: {decisions}. Correct the path (relative to the experiment), or write the "
                    + "file with -t:Review and fill it in.",
                setting.File ?? file,
                setting.Line,
                setting.Column
            );
        }

        var artifactStore = new ArtifactStore(store);
        var runFolder = new RunFolder(artifacts, experiment.Name);
        if (experiment.Engine == RolloutEngine.Imported)
        {
            var recording = ImportedFiles.Of(experiment.ValueOf(Imported.Rollouts), file);
            return new PipelineSession(
                rescores
                    ? Pipeline.OfRescore(experiment, recording, StoredRollouts(runFolder, artifactStore))
                    : Pipeline.Of(experiment, recording),
                artifactStore,
                runFolder,
                null
            );
        }

        var dataset = Outline(experiment, General.Dataset, experiment.Dataset, artifactStore);
        var evaluates = DatasetDemands.Check(experiment, dataset);
        if (experiment.PretrainDataset is { } generator)
        {
            DatasetDemands.RequireGenerator(experiment, Outline(experiment, Pretrain.Dataset, generator, artifactStore));
        }

        return rescores
            ? new PipelineSession(
                Pipeline.OfRescore(experiment, dataset.Files, StoredRollouts(runFolder, artifactStore)),
                artifactStore,
                runFolder,
                null
            )
            : new PipelineSession(
                Pipeline.Of(experiment, dataset.Files, evaluates, Examples(experiment, artifactStore)),
                artifactStore,
                runFolder,
                DatasetDemands.Note(experiment, dataset, evaluates)
            );
    }

    /// <summary>The files of the manifest of labelled examples; null where the experiment has none.</summary>
    private static IReadOnlyList<string>? Examples(Experiment experiment, ArtifactStore store)
    {
        if (experiment.FinetuneDataset is not { } manifest)
        {
            return null;
        }

        var outline = Outline(experiment, Finetune.Dataset, manifest, store);
        DatasetDemands.RequireExamples(experiment, outline);
        return outline.Files;
    }

    private static DatasetOutline Outline(Experiment experiment, Setting setting, string manifest, ArtifactStore store)
    {
        var value = experiment.ValueOf(setting);
        return DatasetFiles.Outline(manifest, value.File ?? experiment.File, value.Line, value.Column, store.Memo);
    }

    /// <summary>The rollouts of the last build's rounds that the store still has.</summary>
    private static IReadOnlyList<(int Round, string Index)> StoredRollouts(RunFolder runFolder, ArtifactStore store)
    {
        var found = new List<(int Round, string Index)>();
        foreach (
            var (id, key) in BuildSummary
                .PreviousKeys(runFolder.SummaryFile)
                .Where(stage => stage.Key.StartsWith("rollout ", StringComparison.Ordinal))
        )
        {
            if (store.Find(StageTable.Rollout, key) is { } manifest && store.Damage(manifest) is null)
            {
                found.Add(
                    (
                        int.Parse(id["rollout ".Length..], System.Globalization.CultureInfo.InvariantCulture),
                        store.PathOf(manifest, StageTable.Rollouts)
                    )
                );
            }
        }

        return found.Count > 0
            ? [.. found.OrderBy(rollout => rollout.Round)]
            : throw new UserError(
                "EMPO4004",
                "No rollouts of this experiment are stored. Build it first: dotnet build pipeline.proj.",
                runFolder.SummaryFile
            );
    }
}
