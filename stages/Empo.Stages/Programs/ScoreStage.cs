using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Method;
using Empo.Method.Rewards;
using Empo.Stages.Artifacts;
using Empo.Stages.Sampling;
using Empo.Stages.Scoring;

namespace Empo.Stages.Programs;

/// <summary>
/// Turns rollouts into answers, meaning clusters, semantic entropy and rewards. Reads labels only where the reward needs them.
/// </summary>
internal static class ScoreStage
{
    public static void Run(StageContext context) => Run(context, null);

    /// <param name="context">The stage.</param>
    /// <param name="policies">What else the process has in memory, where the stage computes with a model; null for nothing.</param>
    public static void Run(StageContext context, PolicyMemory? policies)
    {
        var samples = RolloutReader.Groups(context.Input(InputRole.Rollouts).Path, context.Chunks);
        var rule = RewardRule.From(context.Settings, context.Round);
        // First, so that the model is out of memory before a judge's is loaded.
        var modelScores = rule.Needs(RewardNeeds.Model) ? ModelRewards.Of(context, samples, policies) : null;
        using var rules = AnswerRules.Open(context, () =>
            ArtifactTable.Read(context.Input(InputRole.Questions).Path, QuestionRow.Schema).Select(row => (row.QuestionId, row.Text))
        );
        var groups = AnsweredGroup.All(samples, rules);
        RequireLogProbs(groups, rule);
        var verdicts = context.FindInput(InputRole.Answers) is { } answers ? Verdicts(groups, answers.Path, rules) : null;
        if (!context.Leads)
        {
            return; // the judge's passes were the last work that ranks share
        }

        var evidence = RoundEvidence.Of(groups, rule, verdicts, modelScores, context, rules);
        double[][] rewards = [.. groups.Select((group, i) => GroupScorer.Rewards(group, rule, evidence[i]))];
        GroupRow[] rows = [.. groups.Select(group => GroupScorer.GroupRowOf(group, rule.Estimator))];

        ArtifactTable.Write(
            context.Output(StageTable.Scores),
            ScoreRow.Schema,
            [.. groups.SelectMany((group, i) => GroupScorer.ScoreRows(group, rule.Estimator, rewards[i]))]
        );
        ArtifactTable.Write(context.Output(StageTable.Groups), GroupRow.Schema, rows);

        context.Metric("semantic_entropy", rows.Average(row => row.SemanticEntropy));
        context.Metric("majority_share", groups.Average(group => group.Statistics.MajorityShare));
        context.Metric("no_answer", groups.Average(group => group.Statistics.UnansweredShare));
        context.Metric("reward", rewards.Average(group => group.Average()));
        if (modelScores is not null)
        {
            context.Metric("model_score", modelScores.Average(group => group.Average()));
        }

        context.Metric("voting_differs", groups.Average(group => GroupScorer.VotingDiffers(group, rule.NoAnswer) ? 1.0 : 0.0));
        if (verdicts is not null)
        {
            context.Metric("accuracy", verdicts.Average(group => group.Count(correct => correct) / (double)group.Length));
            context.Metric(
                "majority_accuracy",
                groups.Zip(verdicts).Average(pair => pair.Second[pair.First.Statistics.MajoritySample] ? 1.0 : 0.0)
            );
        }
    }

    /// <summary>Engines other than our own may leave log-probabilities out. Read as 0, they would make every response certain.</summary>
    private static void RequireLogProbs(IReadOnlyList<AnsweredGroup> groups, RewardRule rule)
    {
        if (
            (rule.Estimator != ClusterEstimator.Frequency || rule.KlBeta != 0)
            && groups.FirstOrDefault(group => group.Samples.Any(sample => sample.LogProbs.Length != sample.TokenIds.Length)) is { } group
        )
        {
            throw new UserError(
                "EMPO4069",
                "score.estimator (or score.kl.beta) needs the log-probability of every token, but the rollouts of question "
                    + $"{group.QuestionId} lack some: their engine did not record them. Set score.estimator: frequency and "
                    + "score.kl.beta: 0, or record them."
            );
        }
    }

    /// <summary>Whether each sample of each group is correct, [questions][G].</summary>
    private static IReadOnlyList<bool[]> Verdicts(IReadOnlyList<AnsweredGroup> groups, string path, AnswerRules rules)
    {
        var correct = ArtifactTable
            .Read(path, AnswerRow.Schema)
            .ToDictionary(row => row.QuestionId, row => row.Answer, StringComparer.Ordinal);
        return rules.Comparison.AreCorrect(
            [.. groups.Select(group => group.ToAnswers())],
            [
                .. groups.Select(group =>
                    correct.TryGetValue(group.QuestionId, out var label)
                        ? label
                        : throw new UserError(
                            "EMPO2015",
                            $"Question {group.QuestionId} has no answer, but the reward 'correct' needs one for every training "
                                + "question. Give 'answer' in the dataset manifest, or choose another score.reward.",
                            path
                        )
                ),
            ]
        );
    }
}
