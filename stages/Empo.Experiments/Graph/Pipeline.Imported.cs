using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Settings;
using static Empo.Experiments.Graph.NodeInput;

namespace Empo.Experiments.Graph;

/// <content>The graphs without sampling and training: of imported rollouts, and of stored ones that are rescored.</content>
public sealed partial class Pipeline
{
    /// <summary>
    /// The graph that scores and filters recorded rollouts under other rules: nothing is sampled or trained.
    /// </summary>
    /// <param name="recorded">Each recorded round, with the index file of its rollouts.</param>
    public static Pipeline OfRescore(
        Experiment experiment,
        IReadOnlyList<string> dataFiles,
        IReadOnlyList<(int Round, string Index)> recorded
    )
    {
        var pipeline = new Pipeline(experiment);
        var prepare =
            experiment.Engine == RolloutEngine.Imported
                ? pipeline.AddRecordedQuestions(dataFiles)
                : pipeline.AddPrepare(pipeline.AddBase(), dataFiles);
        foreach (var (round, index) in recorded)
        {
            pipeline.AddScoring(round, FromFile(InputRole.Rollouts, index), prepare, reference: null);
        }

        pipeline.AddRescore(prepare, [.. recorded.Select(rollout => rollout.Round)]);
        return pipeline;
    }

    /// <summary>
    /// The ordinary graph without the stages that need a model:
    /// <c>prepare → (rollout → score → filter → export → guard) per round → rescore → report</c>.
    /// </summary>
    private static Pipeline OfRecording(Experiment experiment, IReadOnlyList<string> files)
    {
        var pipeline = new Pipeline(experiment);
        var prepare = pipeline.AddRecordedQuestions(files);
        for (var round = 1; round <= experiment.Rounds; round++)
        {
            NodeInput[] recording = [pipeline.RecordingOf(files, round), .. pipeline.RecordedTokenizer()];
            var rollout = pipeline.Add(StageTable.Rollout, round, recording);
            var filter = pipeline.AddScoring(
                round,
                From(InputRole.Rollouts, rollout, StageTable.Rollouts),
                prepare,
                reference: null
            );
            pipeline.Add(
                StageTable.Export,
                round,
                [
                    .. recording,
                    From(InputRole.Scores, pipeline.Find(StageTable.Score, round)!, StageTable.Scores),
                    From(InputRole.Selection, filter, StageTable.Selection),
                ]
            );
            pipeline.AddGuard(round, rollout, prepare: null);
        }

        pipeline.AddRescore(prepare, [.. Enumerable.Range(1, experiment.Rounds)]);
        pipeline.AddReport();
        return pipeline;
    }

    private StageNode AddRecordedQuestions(IReadOnlyList<string> files) =>
        Add(
            StageTable.Prepare,
            null,
            [.. files.Select(file => FromFile(InputRole.Recording, file)), .. RecordedTokenizer()]
        );

    /// <summary>A single file holds all rounds. Of several files, each holds one round.</summary>
    private NodeInput RecordingOf(IReadOnlyList<string> files, int round)
    {
        if (files.Count <= 1)
        {
            return FromFile(InputRole.Recording, files.Count == 1 ? files[0] : null);
        }

        return round <= files.Count
            ? FromFile(InputRole.RecordedRound, files[round - 1])
            : throw Experiment.FailureAt(
                General.Rounds,
                "EMPO4067",
                $"rounds is {Experiment.Rounds}, but the recording has {files.Count} files, of which each is a round. Lower "
                    + "rounds, or remove it."
            );
    }

    /// <summary>Where the experiment names a model, its tokenizer counts the tokens of recordings that hold text only.</summary>
    private NodeInput[] RecordedTokenizer() =>
        Experiment.Model is { } folder
            ? [FromFile(InputRole.Tokenizer, folder, InputPart.TokenizerFiles)]
            : [];

    private void AddRescore(StageNode prepare, IReadOnlyList<int> rounds)
    {
        NodeInput[] Each(StageDefinition stage, InputRole role, Artifact output) =>
            [.. rounds.Select(round => From(role, Find(stage, round)!, output))];
        Add(
            StageTable.Rescore,
            null,
            [
                .. Each(StageTable.Score, InputRole.Scores, StageTable.Scores),
                .. Each(StageTable.Score, InputRole.Groups, StageTable.Groups),
                .. Each(StageTable.Filter, InputRole.Selection, StageTable.Selection),
                From(InputRole.Answers, prepare, StageTable.TrainingAnswers),
                .. Judge(),
                .. JudgedQuestions(prepare),
            ]
        );
    }
}
