using Empo.Experiments.Catalog;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Graph;

/// <summary>
/// An experiment as a graph of stages in the order in which they run:
/// <c>pretrain? → prepare → evaluate 0? → (rollout → reference? → score → filter → update → probe? → guard → evaluate?) per round →
/// report</c>.
/// </summary>
public sealed class Pipeline
{
    private readonly List<StageNode> _nodes = [];
    private readonly Dictionary<string, StageNode> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);

    private Pipeline(Experiment experiment) => Experiment = experiment;

    public Experiment Experiment { get; }

    public IReadOnlyList<StageNode> Nodes => _nodes;

    /// <summary>The node of a stage and round, or null.</summary>
    public StageNode? Find(StageDefinition stage, int? round) => Find(stage.Name, round);

    /// <summary>The same, by the stage's name.</summary>
    public StageNode? Find(string stage, int? round) => _byId.GetValueOrDefault(StageNode.IdOf(stage, round));

    /// <summary>Whether the policy after a round is evaluated; round 0 is the base.</summary>
    public bool Evaluates(int round) => Find(StageTable.Evaluate, round) is not null;

    /// <summary>Position of a node in <see cref="Nodes"/>.</summary>
    public int IndexOf(StageNode node) => _positions[node.Id];

    /// <summary>The whole graph of an experiment.</summary>
    /// <param name="dataFiles">Data files that the dataset manifest names, absolute, in its order; the files of a recording, where rollouts
    /// are recorded.</param>
    /// <param name="evaluates">Whether policies are evaluated (<see cref="DatasetDemands.Check"/>).</param>
    public static Pipeline Of(Experiment experiment, IReadOnlyList<string> dataFiles, bool evaluates = true)
    {
        if (experiment.Engine == RolloutEngine.Imported)
        {
            return OfRecording(experiment, dataFiles);
        }

        var pipeline = new Pipeline(experiment);
        var basePolicy = pipeline.AddBase();
        var prepare = pipeline.AddPrepare(basePolicy, dataFiles);
        NodeInput[] policy = experiment.Adapter is { } adapter
            ?
            [
                basePolicy,
                new NodeInput
                {
                    Role = InputRole.Adapter,
                    File = adapter,
                    Part = InputPart.Adapter,
                },
            ]
            : [basePolicy];
        var start = policy;
        if (evaluates)
        {
            pipeline.AddEvaluation(0, policy, prepare);
        }

        var optimizer = (NodeInput?)null;
        for (var round = 1; round <= experiment.Rounds; round++)
        {
            var rollout = pipeline.Add(
                StageTable.Rollout,
                round,
                [.. policy, From(InputRole.Questions, prepare, StageTable.TrainingQuestions)]
            );
            var update = pipeline.AddLearning(round, rollout, prepare, (basePolicy, policy, optimizer));
            // Where adapters are trained, the policy that an update writes is an adapter to the base.
            policy = experiment.TrainsAdapter
                ? [basePolicy, From(InputRole.Adapter, update, StageTable.Policy)]
                : [From(InputRole.Policy, update, StageTable.Policy)];
            optimizer = From(InputRole.Optimizer, update, StageTable.OptimizerState);
            pipeline.AddProbe(round, start, policy, prepare);
            pipeline.AddGuard(round, rollout, prepare);
            if (evaluates && experiment.EvaluatesAfter(round))
            {
                pipeline.AddEvaluation(round, policy, prepare);
            }
        }

        pipeline.AddReport();
        return pipeline;
    }

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
            pipeline.AddScoring(round, new NodeInput { Role = InputRole.Rollouts, File = index }, prepare, reference: null);
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
            var filter = pipeline.AddScoring(round, From(InputRole.Rollouts, rollout, StageTable.Rollouts), prepare, reference: null);
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
            [.. files.Select(file => new NodeInput { Role = InputRole.Recording, File = file }), .. RecordedTokenizer()]
        );

    /// <summary>A single file holds all rounds. Of several files, each holds one round.</summary>
    private NodeInput RecordingOf(IReadOnlyList<string> files, int round)
    {
        if (files.Count <= 1)
        {
            return new NodeInput { Role = InputRole.Recording, File = files.Count == 1 ? files[0] : null };
        }

        return round <= files.Count
            ? new NodeInput { Role = InputRole.RecordedRound, File = files[round - 1] }
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
            ?
            [
                new NodeInput
                {
                    Role = InputRole.Tokenizer,
                    File = folder,
                    Part = InputPart.TokenizerFiles,
                },
            ]
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

    private NodeInput AddBase() =>
        Experiment.Model is { } folder
            ? new NodeInput { Role = InputRole.Policy, File = folder }
            : From(
                InputRole.Policy,
                Add(
                    StageTable.Pretrain,
                    null,
                    new NodeInput
                    {
                        Role = InputRole.Dataset,
                        File = Experiment.PretrainDataset ?? Experiment.Dataset,
                        Part = InputPart.GeneratorContent,
                    }
                ),
                StageTable.Policy
            );

    private StageNode AddPrepare(NodeInput basePolicy, IReadOnlyList<string> dataFiles) =>
        Add(
            StageTable.Prepare,
            null,
            [
                DatasetManifest(),
                .. dataFiles.Select(file => new NodeInput { Role = InputRole.Data, File = file }),
                basePolicy with
                {
                    Role = InputRole.Tokenizer,
                    Part = InputPart.TokenizerFiles,
                },
            ]
        );

    private NodeInput DatasetManifest() => new() { Role = InputRole.Dataset, File = Experiment.Dataset, Part = InputPart.YamlContent };

    private StageNode AddLearning(
        int round,
        StageNode rollout,
        StageNode prepare,
        (NodeInput Base, NodeInput[] Current, NodeInput? Optimizer) policy
    )
    {
        var (rollouts, decoding) = (
            From(InputRole.Rollouts, rollout, StageTable.Rollouts),
            From(InputRole.Decoding, rollout, StageTable.Decoding)
        );
        var reference =
            Experiment.PenalizesReward || Experiment.PenalizesLoss ? AddReference(round, rollouts, decoding, policy.Base) : null;
        var filter = AddScoring(round, rollouts, prepare, reference);
        List<NodeInput> inputs = [rollouts, decoding, From(InputRole.Selection, filter, StageTable.Selection), .. policy.Current];
        if (policy.Optimizer is { } optimizer)
        {
            inputs.Add(optimizer);
        }

        if (Experiment.PenalizesLoss)
        {
            inputs.Add(From(InputRole.Reference, reference!, StageTable.ReferenceLogProbs));
        }

        return Add(StageTable.Update, round, [.. inputs]);
    }

    /// <summary>Adds the stage that compares the policy after a round with the policy that training began with.</summary>
    private void AddProbe(int round, NodeInput[] start, NodeInput[] policy, StageNode prepare)
    {
        if (Experiment.Get(Guard.Probes) > 0)
        {
            Add(
                StageTable.Probe,
                round,
                [
                    .. policy,
                    .. start.Select(input =>
                        input with
                        {
                            Role = input.Role == InputRole.Adapter ? InputRole.BaseAdapter : InputRole.BasePolicy,
                        }
                    ),
                    From(InputRole.Questions, prepare, StageTable.TrainingQuestions),
                ]
            );
        }
    }

    /// <summary>
    /// Adds the stage that measures the indicators of a round; it also reads those of the previous rounds. The questions of a recording
    /// grow with every recorded step. They are left out (null) there, so that a new step measures its own round only.
    /// </summary>
    private void AddGuard(int round, StageNode rollout, StageNode? prepare)
    {
        var score = Find(StageTable.Score, round)!;
        NodeInput[] questions = prepare is null ? [] : [From(InputRole.Questions, prepare, StageTable.TrainingQuestions)];
        NodeInput[] inputs =
        [
            From(InputRole.Rollouts, rollout, StageTable.Rollouts),
            From(InputRole.Scores, score, StageTable.Scores),
            From(InputRole.Groups, score, StageTable.Groups),
            .. questions,
        ];
        Add(
            StageTable.Guard,
            round,
            Find(StageTable.Guard, round - 1) is { } before ? [.. inputs, From(InputRole.Earlier, before, StageTable.Indicators)] : inputs
        );
    }

    private StageNode AddReference(int round, NodeInput rollouts, NodeInput decoding, NodeInput basePolicy) =>
        Add(
            StageTable.Reference,
            round,
            rollouts,
            decoding,
            Experiment.Reference is { } folder ? new NodeInput { Role = InputRole.Policy, File = folder } : basePolicy
        );

    private StageNode AddScoring(int round, NodeInput rollouts, StageNode prepare, StageNode? reference)
    {
        var inputs = new List<NodeInput> { rollouts };
        if (Experiment.NeedsLabels)
        {
            inputs.Add(From(InputRole.Answers, prepare, StageTable.TrainingAnswers));
        }

        if (Experiment.NeedsQuestions)
        {
            inputs.Add(From(InputRole.Questions, prepare, StageTable.TrainingQuestions));
        }

        if (Experiment.PenalizesReward)
        {
            inputs.Add(
                From(
                    InputRole.Reference,
                    reference
                        ?? throw new UserError(
                            "EMPO1024",
                            "score.kl.beta needs log-probabilities of the reference policy, which scoring recorded rollouts does not "
                                + "compute. Set score.kl.beta=0 for it.",
                            Experiment.File,
                            1,
                            1
                        ),
                    StageTable.ReferenceLogProbs
                )
            );
        }

        var score = Add(StageTable.Score, round, [.. inputs, .. Judge()]);
        NodeInput[] filtered = [From(InputRole.Scores, score, StageTable.Scores), From(InputRole.Groups, score, StageTable.Groups)];
        return Add(
            StageTable.Filter,
            round,
            Experiment.Decisions is { } decisions ? [.. filtered, new NodeInput { Role = InputRole.Decisions, File = decisions }] : filtered
        );
    }

    private void AddEvaluation(int round, NodeInput[] policy, StageNode prepare) =>
        Add(
            StageTable.Evaluate,
            round,
            [.. policy, From(InputRole.Questions, prepare, AskedQuestions()), .. Judge()]
        );

    /// <summary>The questions that an evaluation asks, from the outputs of <c>prepare</c>.</summary>
    private Artifact AskedQuestions() =>
        Experiment.Get(Evaluate.Split) switch
        {
            EvaluationSplit.Evaluation => StageTable.EvaluationQuestions,
            EvaluationSplit.Development => StageTable.DevelopmentQuestions,
            EvaluationSplit.None => throw new InvalidOperationException("evaluate.split is none: nothing is asked."),
        };

    /// <summary>The model that judges answers, where one does.</summary>
    private NodeInput[] Judge() => Experiment.JudgeModel is { } folder ? [new NodeInput { Role = InputRole.Judge, File = folder }] : [];

    /// <summary>What a judge reads besides the answers.</summary>
    private NodeInput[] JudgedQuestions(StageNode prepare) =>
        Experiment.Equivalence == AnswerEquivalence.Judge ? [From(InputRole.Questions, prepare, StageTable.TrainingQuestions)] : [];

    private void AddReport()
    {
        var metrics = _nodes.Select(node => From(InputRole.Metrics, node, node.Definition.Reported));
        NodeInput Evaluation(int round) => From(InputRole.Evaluation, Find(StageTable.Evaluate, round)!, StageTable.Evaluation);
        NodeInput[] followed =
            Find(StageTable.Evaluate, 0) is null ? []
            : Experiment.Rounds == 0 ? [Evaluation(0)]
            : [Evaluation(0), Evaluation(Experiment.Rounds)];
        Add(StageTable.Report, null, [.. metrics, .. followed]);
    }

    private StageNode Add(StageDefinition definition, int? round, params NodeInput[] inputs)
    {
        if (inputs.FirstOrDefault(input => !definition.Inputs.Contains(input.Role)) is { } undeclared)
        {
            throw new InvalidOperationException($"The row of {definition} declares no input '{undeclared.Role}'.");
        }

        var node = new StageNode { Definition = definition, Round = round, Inputs = inputs };
        _positions.Add(node.Id, _nodes.Count);
        _nodes.Add(node);
        _byId.Add(node.Id, node);
        return node;
    }

    private static NodeInput From(InputRole role, StageNode producer, Artifact output) =>
        new()
        {
            Role = role,
            Producer = producer,
            Output = output,
        };
}
