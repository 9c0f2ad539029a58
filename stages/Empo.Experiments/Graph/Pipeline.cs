using Empo.Experiments.Catalog;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using static Empo.Experiments.Graph.NodeInput;

namespace Empo.Experiments.Graph;

/// <summary>
/// An experiment as a graph of stages in the order in which they run:
/// <c>pretrain? → prepare → finetune? → evaluate 0? → (rollout → reference? → score → filter → update → probe? → guard → evaluate?) per
/// round → report</c>.
/// </summary>
public sealed partial class Pipeline
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
    /// <param name="examples">The same of the manifest of labelled examples, where the experiment has one.</param>
    public static Pipeline Of(
        Experiment experiment,
        IReadOnlyList<string> dataFiles,
        bool evaluates = true,
        IReadOnlyList<string>? examples = null
    )
    {
        if (experiment.Engine == RolloutEngine.Imported)
        {
            return OfRecording(experiment, dataFiles);
        }

        var pipeline = new Pipeline(experiment);
        var basePolicy = pipeline.AddBase();
        var prepare = pipeline.AddPrepare(basePolicy, dataFiles);
        NodeInput[] policy = experiment.Adapter is { } adapter
            ? [basePolicy, FromFile(InputRole.Adapter, adapter, InputPart.Adapter)]
            : [basePolicy];
        if (experiment.FinetuneDataset is { } labelled)
        {
            policy = pipeline.AddFinetune(policy, prepare, labelled, examples ?? []);
        }

        var start = policy;
        var reference = experiment.TrainsAdapter ? basePolicy : start[0];
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
            var update = pipeline.AddLearning(round, rollout, prepare, (reference, policy, optimizer));
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

    private NodeInput AddBase() =>
        Experiment.Model is { } folder
            ? FromFile(InputRole.Policy, folder)
            : From(
                InputRole.Policy,
                Add(
                    StageTable.Pretrain,
                    null,
                    FromFile(InputRole.Dataset, Experiment.PretrainDataset ?? Experiment.Dataset, InputPart.GeneratorContent)
                ),
                StageTable.Policy
            );

    private StageNode AddPrepare(NodeInput basePolicy, IReadOnlyList<string> dataFiles) =>
        Add(
            StageTable.Prepare,
            null,
            [
                DatasetManifest(),
                .. dataFiles.Select(file => FromFile(InputRole.Data, file)),
                basePolicy with
                {
                    Role = InputRole.Tokenizer,
                    Part = InputPart.TokenizerFiles,
                },
            ]
        );

    /// <summary>Adds the stage that trains on labelled examples, and returns the policy after it.</summary>
    private NodeInput[] AddFinetune(NodeInput[] policy, StageNode prepare, string manifest, IReadOnlyList<string> files)
    {
        var finetune = Add(
            StageTable.Finetune,
            null,
            [
                .. policy,
                FromFile(InputRole.Dataset, manifest, InputPart.YamlContent),
                .. files.Select(file => FromFile(InputRole.Data, file)),
                From(InputRole.HeldOut, prepare, StageTable.DevelopmentQuestions),
                From(InputRole.HeldOut, prepare, StageTable.EvaluationQuestions),
            ]
        );
        return Experiment.TrainsAdapter
            ? [policy[0], From(InputRole.Adapter, finetune, StageTable.Policy)]
            : [From(InputRole.Policy, finetune, StageTable.Policy)];
    }

    private NodeInput DatasetManifest() => FromFile(InputRole.Dataset, Experiment.Dataset, InputPart.YamlContent);

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
            Find(StageTable.Guard, round - 1) is { } before
                ? [.. inputs, From(InputRole.Earlier, before, StageTable.Indicators)]
                : inputs
        );
    }

    private StageNode AddReference(int round, NodeInput rollouts, NodeInput decoding, NodeInput basePolicy) =>
        Add(
            StageTable.Reference,
            round,
            rollouts,
            decoding,
            Experiment.Reference is { } folder ? FromFile(InputRole.Policy, folder) : basePolicy
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

        inputs.AddRange(Judge());
        if (Experiment.RewardProgram is { } program)
        {
            inputs.Add(FromFile(InputRole.RewardProgram, program));
        }

        if (Experiment.RewardModel is { } rewardModel)
        {
            inputs.Add(FromFile(InputRole.RewardModel, rewardModel));
        }

        var score = Add(StageTable.Score, round, [.. inputs]);
        NodeInput[] filtered =
        [
            From(InputRole.Scores, score, StageTable.Scores),
            From(InputRole.Groups, score, StageTable.Groups),
        ];
        return Add(
            StageTable.Filter,
            round,
            Experiment.Decisions is { } decisions ? [.. filtered, FromFile(InputRole.Decisions, decisions)] : filtered
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
    private NodeInput[] Judge() => Experiment.JudgeModel is { } folder ? [FromFile(InputRole.Judge, folder)] : [];

    /// <summary>What a judge reads besides the answers.</summary>
    private NodeInput[] JudgedQuestions(StageNode prepare) =>
        Experiment.Equivalence == AnswerEquivalence.Judge
            ? [From(InputRole.Questions, prepare, StageTable.TrainingQuestions)]
            : [];

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
}
