using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Method.Rewards;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Scoring;

/// <summary>Collects the data that the rule's rewards need for each group: labels, questions, the other groups, the reference.</summary>
internal static class RoundEvidence
{
    /// <summary>Returns one item per group, in their order. Artifacts are read only where the graph provides them.</summary>
    /// <param name="groups">The round's questions.</param>
    /// <param name="rule">The reward.</param>
    /// <param name="verdicts">[questions][G] against the labels, or null.</param>
    /// <param name="modelScores">[questions][G] of the reward model, or null.</param>
    /// <param name="context">The score stage.</param>
    /// <param name="rules">How answers are compared. Their canonical forms decide which answers of different questions are the
    /// same.</param>
    public static IReadOnlyList<RewardEvidence> Of(
        IReadOnlyList<AnsweredGroup> groups,
        RewardRule rule,
        IReadOnlyList<bool[]>? verdicts,
        double[][]? modelScores,
        StageContext context,
        AnswerRules rules
    )
    {
        // Group normalisation removes the reward's scale, so the round's own longest response may set it.
        var longest = groups.Max(group => group.Samples.Max(sample => sample.TokenIds.Length));
        var elsewhere = rule.Needs(RewardNeeds.OtherQuestions) ? SharesElsewhere(groups, rules) : null;
        var commands = rule.Needs(RewardNeeds.Command);
        var serves = rule.Needs(RewardNeeds.Service);
        var questions = rule.CopiedGuard || commands || serves ? QuestionTexts.Read(context.Input(InputRole.Questions).Path) : null;
        var commanded = commands ? RewardProgram.Of(context).Rewards(groups, questions!, context.Cancellation) : null;
        var served = serves ? Served(groups, questions!, context) : null;
        var reference = rule.KlBeta > 0 ? ReferenceReader.Read(context.Input(InputRole.Reference).Path) : null;
        return [.. groups.Select((group, i) => new RewardEvidence
        {
            Longest = longest,
            Correct = verdicts?[i],
            Elsewhere = elsewhere?[i],
            Commanded = commanded?[i],
            ModelScores = modelScores?[i],
            Served = served?[i],
            Question = questions?[group.QuestionId],
            Reference = reference is null ? null : [.. group.Samples.Select(sample => ReferenceReader.Find(reference, sample))],
        })];
    }

    private static double[][] Served(
        IReadOnlyList<AnsweredGroup> groups,
        IReadOnlyDictionary<string, string> questions,
        StageContext context
    )
    {
        using var service = new RewardService(RewardServiceSettings.From(context.Settings), context.Log);
        var rewards = service.Rewards(groups, questions, context.Cancellation);
        context.Numeric("reward_service", service.Version ?? "names no version");
        return rewards;
    }

    private static double[][] SharesElsewhere(IReadOnlyList<AnsweredGroup> groups, AnswerRules rules)
    {
        var pool = new PooledAnswers();
        string?[][] forms =
        [
            .. groups.Select(group => group.Answers.Select(answer => answer is null ? null : rules.Forms.CanonicalForm(answer)).ToArray()),
        ];
        foreach (var form in forms)
        {
            pool.Add(form);
        }

        return [.. forms.Select(form => pool.SharesElsewhere(form))];
    }
}
