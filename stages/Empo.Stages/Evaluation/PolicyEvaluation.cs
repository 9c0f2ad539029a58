using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Method;
using Empo.Stages.Artifacts;
using Empo.Stages.Judging;
using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;
using Empo.Stages.Scoring;

namespace Empo.Stages.Evaluation;

/// <summary>Asks a policy held-out questions, once greedily and n times at a temperature, and judges its answers.</summary>
/// <param name="context">Settings of the stage, chunk store, log.</param>
/// <param name="questions">Held-out questions, with answers where they are known.</param>
/// <param name="sampler">Where responses come from.</param>
internal sealed class PolicyEvaluation(StageContext context, IReadOnlyList<EvaluationQuestionRow> questions, ChunkSampler sampler)
{
    private IReadOnlyList<RolloutIndexRow> _greedy = [];
    private IReadOnlyList<RolloutIndexRow> _sampled = [];

    /// <summary>Samples the responses; ranks share them.</summary>
    /// <param name="stop">Tokens that end a response.</param>
    public void Sample(IReadOnlyList<int> stop)
    {
        RolloutPrompt[] prompts = [.. questions.Select(question => new RolloutPrompt(question.QuestionId, question.PromptTokenIds))];
        var sampled = Plan(context, stop);
        var greedy = sampled with
        {
            Purpose = "greedy",
            Samples = 1,
            SamplesPerChunk = 1,
            Decoding = sampled.Decoding with { Greedy = true, Temperature = 1, TopP = 1, TopK = 0 },
        };
        _greedy = sampler.Sample(greedy, prompts);
        _sampled = sampler.Sample(sampled, prompts);
    }

    /// <summary>One outcome per question, in the order of the questions.</summary>
    public IReadOnlyList<QuestionOutcome> Judge()
    {
        var settings = context.Settings;
        var greedyRows = RolloutReader.Groups(sampler.Rows(_greedy));
        var sampledRows = RolloutReader.Groups(sampler.Rows(_sampled));
        using var rules = AnswerRules.Open(context, () => questions.Select(question => (question.QuestionId, question.Text)));
        var groups = AnsweredGroup.All(sampledRows, rules);
        var correct = Verdicts(
            [
                .. groups.Zip(greedyRows, (group, greedy) =>
                    new QuestionAnswers(group.QuestionId, [rules.Extract(greedy[0].Text), .. group.Answers])
                ),
            ],
            questions,
            rules
        );
        return
        [
            .. questions.Select(
                (question, i) =>
                    QuestionOutcome.Of(question, greedyRows[i][0], groups[i], correct[i], settings.Get(Evaluate.ReasoningMarker))
            ),
        ];
    }

    /// <summary>
    /// Verdicts on the answers of each question, [questions][answers]; null for a question whose correct answer is unknown.
    /// </summary>
    private static IReadOnlyList<bool[]?> Verdicts(
        IReadOnlyList<QuestionAnswers> answers,
        IReadOnlyList<EvaluationQuestionRow> questions,
        AnswerRules rules
    )
    {
        int[] labelled = [.. Enumerable.Range(0, questions.Count).Where(i => questions[i].Answer is not null)];
        var verdicts = new bool[]?[questions.Count];
        if (labelled.Length > 0)
        {
            var judged = rules.Comparison.AreCorrect(
                [.. labelled.Select(i => answers[i])],
                [.. labelled.Select(i => questions[i].Answer!)]
            );
            foreach (var (place, i) in labelled.Index())
            {
                verdicts[i] = judged[place];
            }
        }

        return verdicts;
    }

    /// <summary>The random numbers depend on neither round nor policy, so two policies are compared on the same draws.</summary>
    private static SamplingPlan Plan(StageContext context, IReadOnlyList<int> stop)
    {
        var settings = context.Settings;
        return new SamplingPlan
        {
            Purpose = "evaluate",
            PolicyDigest = PolicySource.Of(context).Digest,
            Seed = CounterRandom.Bits((ulong)settings.Get(General.Seed), CounterRandom.Hash("evaluate"), 0, 0),
            Round = 0,
            Samples = settings.Get(Evaluate.Samples),
            SamplesPerChunk = settings.Get(Evaluate.SamplesPerChunk),
            QuestionsPerChunk = settings.Get(Evaluate.QuestionsPerChunk),
            Decoding = new Decoding
            {
                Temperature = settings.Get(Evaluate.Temperature),
                TopP = settings.Get(Evaluate.TopP),
                TopK = settings.Get(Evaluate.TopK),
                MaxTokens = settings.Get(Evaluate.MaxTokens),
                StopTokens = stop,
                Greedy = false,
            },
        };
    }
}
