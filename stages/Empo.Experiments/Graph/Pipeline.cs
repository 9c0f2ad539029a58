using Empo.Experiments.Execution;
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
    public StageNode? Find(string stage, int? round) => _byId.GetValueOrDefault(StageNode.IdOf(stage, round));

    /// <summary>Whether the policy that a round leaves is evaluated; round 0 is the base.</summary>
    public bool Evaluates(int round) => Find(StageTable.Evaluate.Name, round) is not null;

    /// <summary>Position of a node in <see cref="Nodes"/>.</summary>
    public int IndexOf(StageNode node) => _positions[node.Id];

    /// <summary>The whole graph of an experiment.</summary>
    /// <param name="dataFiles">Data files that the dataset manifest names, absolute, in its order; the files of a recording, where rollouts
    /// are recorded.</param>
    /// <param name="evaluates">Whether policies are evaluated (<see cref="DatasetDemands.Check"/>).</param>
    public static Pipeline Of(Experiment experiment, IReadOnlyList<string> dataFiles, bool evaluates = true)
    {
        if (experiment.Engine == RolloutEngine.Recorded)
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
                    Role = "adapter",
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
            var rollout = pipeline.Add(StageTable.Rollout, round, [.. policy, From("questions", prepare, "training-questions.parquet")]);
            var update = pipeline.AddLearning(round, rollout, prepare, (basePolicy, policy, optimizer));
            // What an update leaves as its policy is an adapter to the base where adapters are trained.
            policy = experiment.TrainsAdapter ? [basePolicy, From("adapter", update, "policy")] : [From("policy", update, "policy")];
            optimizer = From("optimizer", update, "optimizer.safetensors");
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
    /// <param name="recorded">Round to the recorded rollout's node and its index file.</param>
    public static Pipeline OfRecorded(
        Experiment experiment,
        IReadOnlyList<string> dataFiles,
        IReadOnlyList<(int Round, string Index)> recorded
    )
    {
        var pipeline = new Pipeline(experiment);
        var prepare =
            experiment.Engine == RolloutEngine.Recorded
                ? pipeline.AddRecordedQuestions(dataFiles)
                : pipeline.AddPrepare(pipeline.AddBase(), dataFiles);
        foreach (var (round, index) in recorded)
        {
            pipeline.AddScoring(round, new NodeInput { Role = "rollouts", File = index }, prepare, reference: null);
        }

        pipeline.AddRescore(prepare, [.. recorded.Select(rollout => rollout.Round)]);
        return pipeline;
    }

    /// <summary>
    /// The ordinary graph with what needs a model left out:
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
            var filter = pipeline.AddScoring(round, From("rollouts", rollout, "rollouts.parquet"), prepare, reference: null);
            pipeline.Add(
                StageTable.Export,
                round,
                [
                    .. recording,
                    From("scores", pipeline.Find(StageName.Score, round)!, "scores.parquet"),
                    From("selection", filter, "selection.parquet"),
                ]
            );
            pipeline.AddGuard(round, rollout, prepare: null);
        }

        pipeline.AddRescore(prepare, [.. Enumerable.Range(1, experiment.Rounds)]);
        pipeline.AddReport();
        return pipeline;
    }

    private StageNode AddRecordedQuestions(IReadOnlyList<string> files) =>
        Add(StageTable.Prepare, null, [.. files.Select(file => new NodeInput { Role = "recording", File = file }), .. RecordedTokenizer()]);

    /// <summary>One file holds all rounds; of several each is one.</summary>
    private NodeInput RecordingOf(IReadOnlyList<string> files, int round)
    {
        if (files.Count <= 1)
        {
            return new NodeInput { Role = "recording", File = files.Count == 1 ? files[0] : null };
        }

        return round <= files.Count
            ? new NodeInput { Role = "recorded-round", File = files[round - 1] }
            : throw Experiment.FailureAt(
                General.Rounds,
                "EMPO4067",
                $"rounds is {Experiment.Rounds}, but the recording has {files.Count} files, of which each is a round. Lower "
                    + "rounds, or leave it away."
            );
    }

    /// <summary>Where the experiment names a model, its tokenizer counts the tokens of recordings that hold text only.</summary>
    private NodeInput[] RecordedTokenizer() =>
        Experiment.Model is { } folder
            ?
            [
                new NodeInput
                {
                    Role = "tokenizer",
                    File = folder,
                    Part = InputPart.TokenizerFiles,
                },
            ]
            : [];

    private void AddRescore(StageNode prepare, IReadOnlyList<int> rounds)
    {
        NodeInput[] Each(string stage, string role, string output) => [.. rounds.Select(round => From(role, Find(stage, round)!, output))];
        Add(
            StageTable.Rescore,
            null,
            [
                .. Each(StageName.Score, "scores", "scores.parquet"),
                .. Each(StageName.Score, "groups", "groups.parquet"),
                .. Each(StageName.Filter, "selection", "selection.parquet"),
                From("answers", prepare, "training-answers.parquet"),
                .. Judge(),
                .. JudgedQuestions(prepare),
            ]
        );
    }

    private NodeInput AddBase() =>
        Experiment.Model is { } folder
            ? new NodeInput { Role = "policy", File = folder }
            : From(
                "policy",
                Add(
                    StageTable.Pretrain,
                    null,
                    new NodeInput
                    {
                        Role = "dataset",
                        File = Experiment.PretrainDataset ?? Experiment.Dataset,
                        Part = InputPart.GeneratorContent,
                    }
                ),
                "policy"
            );

    private StageNode AddPrepare(NodeInput basePolicy, IReadOnlyList<string> dataFiles) =>
        Add(
            StageTable.Prepare,
            null,
            [
                DatasetManifest(),
                .. dataFiles.Select(file => new NodeInput { Role = "data", File = file }),
                basePolicy with
                {
                    Role = "tokenizer",
                    Part = InputPart.TokenizerFiles,
                },
            ]
        );

    private NodeInput DatasetManifest() => new() { Role = "dataset", File = Experiment.Dataset, Part = InputPart.YamlContent };

    private StageNode AddLearning(
        int round,
        StageNode rollout,
        StageNode prepare,
        (NodeInput Base, NodeInput[] Current, NodeInput? Optimizer) policy
    )
    {
        var (rollouts, decoding) = (From("rollouts", rollout, "rollouts.parquet"), From("decoding", rollout, "decoding.json"));
        var reference =
            Experiment.PenalizesReward || Experiment.PenalizesLoss ? AddReference(round, rollouts, decoding, policy.Base) : null;
        var filter = AddScoring(round, rollouts, prepare, reference);
        List<NodeInput> inputs = [rollouts, decoding, From("selection", filter, "selection.parquet"), .. policy.Current];
        if (policy.Optimizer is { } optimizer)
        {
            inputs.Add(optimizer);
        }

        if (Experiment.PenalizesLoss)
        {
            inputs.Add(From("reference", reference!, "reference.parquet"));
        }

        return Add(StageTable.Update, round, [.. inputs]);
    }

    /// <summary>The policy that a round leaves beside the one that training began with.</summary>
    private void AddProbe(int round, NodeInput[] start, NodeInput[] policy, StageNode prepare)
    {
        if (Experiment.Get(Guard.Probes) > 0)
        {
            Add(
                StageTable.Probe,
                round,
                [
                    .. policy,
                    .. start.Select(input => input with { Role = $"base-{input.Role}" }),
                    From("questions", prepare, "training-questions.parquet"),
                ]
            );
        }
    }

    /// <summary>
    /// The indicators of a round, over those of the rounds before it. The questions of a recording grow with every step that is recorded;
    /// they are left out (null), so that a new step measures its own round only.
    /// </summary>
    private void AddGuard(int round, StageNode rollout, StageNode? prepare)
    {
        var score = Find(StageName.Score, round)!;
        NodeInput[] questions = prepare is null ? [] : [From("questions", prepare, "training-questions.parquet")];
        NodeInput[] inputs =
        [
            From("rollouts", rollout, "rollouts.parquet"),
            From("scores", score, "scores.parquet"),
            From("groups", score, "groups.parquet"),
            .. questions,
        ];
        Add(
            StageTable.Guard,
            round,
            Find(StageName.Guard, round - 1) is { } before ? [.. inputs, From("earlier", before, "indicators.parquet")] : inputs
        );
    }

    private StageNode AddReference(int round, NodeInput rollouts, NodeInput decoding, NodeInput basePolicy) =>
        Add(
            StageTable.Reference,
            round,
            rollouts,
            decoding,
            Experiment.Reference is { } folder ? new NodeInput { Role = "policy", File = folder } : basePolicy
        );

    private StageNode AddScoring(int round, NodeInput rollouts, StageNode prepare, StageNode? reference)
    {
        var inputs = new List<NodeInput> { rollouts };
        if (Experiment.NeedsLabels)
        {
            inputs.Add(From("answers", prepare, "training-answers.parquet"));
        }

        if (Experiment.NeedsQuestions)
        {
            inputs.Add(From("questions", prepare, "training-questions.parquet"));
        }

        if (Experiment.PenalizesReward)
        {
            inputs.Add(
                From(
                    "reference",
                    reference
                        ?? throw new StageFailure(
                            "EMPO1024",
                            "score.kl.beta needs log-probabilities of the reference policy, which scoring recorded rollouts does not "
                                + "compute. Set score.kl.beta=0 for it.",
                            Experiment.File,
                            1,
                            1
                        ),
                    "reference.parquet"
                )
            );
        }

        var score = Add(StageTable.Score, round, [.. inputs, .. Judge()]);
        NodeInput[] filtered = [From("scores", score, "scores.parquet"), From("groups", score, "groups.parquet")];
        return Add(
            StageTable.Filter,
            round,
            Experiment.Decisions is { } decisions ? [.. filtered, new NodeInput { Role = "decisions", File = decisions }] : filtered
        );
    }

    private void AddEvaluation(int round, NodeInput[] policy, StageNode prepare) =>
        Add(
            StageTable.Evaluate,
            round,
            [.. policy, From("questions", prepare, $"{EnumWord.Of(Experiment.Get(Evaluate.Split))}-questions.parquet"), .. Judge()]
        );

    /// <summary>The model that judges answers, where one does.</summary>
    private NodeInput[] Judge() => Experiment.JudgeModel is { } folder ? [new NodeInput { Role = "judge", File = folder }] : [];

    /// <summary>What a judge reads beside the answers.</summary>
    private NodeInput[] JudgedQuestions(StageNode prepare) =>
        Experiment.Equivalence == AnswerEquivalence.Judge ? [From("questions", prepare, "training-questions.parquet")] : [];

    private void AddReport()
    {
        var metrics = _nodes.Select(node => From("metrics", node, node.Definition.Reported));
        NodeInput Evaluation(int round) => From("evaluation", Find(StageName.Evaluate, round)!, "evaluation.parquet");
        NodeInput[] followed =
            Find(StageName.Evaluate, 0) is null ? []
            : Experiment.Rounds == 0 ? [Evaluation(0)]
            : [Evaluation(0), Evaluation(Experiment.Rounds)];
        Add(StageTable.Report, null, [.. metrics, .. followed]);
    }

    private StageNode Add(StageDefinition definition, int? round, params NodeInput[] inputs)
    {
        var node = new StageNode { Definition = definition, Round = round, Inputs = inputs };
        _positions.Add(node.Id, _nodes.Count);
        _nodes.Add(node);
        _byId.Add(node.Id, node);
        return node;
    }

    private static NodeInput From(string role, StageNode producer, string output) =>
        new()
        {
            Role = role,
            Producer = producer,
            Output = output,
        };
}
