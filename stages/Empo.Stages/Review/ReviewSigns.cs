using System.Globalization;
using Empo.Method.Answers;
using Empo.Method.Rewards;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Review;

/// <summary>The signs that a majority answer is not agreed on because it is right. None of them reads a label.</summary>
internal static class ReviewSigns
{
    /// <summary>A majority counts as agreement from this share.</summary>
    public const double Agreed = 0.5;

    /// <summary>Below this share a majority is called narrow.</summary>
    private const double Narrow = 0.75;

    /// <summary>Fall of the majority's share between two rounds that counts.</summary>
    private const double Fall = 0.5;

    /// <summary>Responses are shorter where their mean length is below this share of the others'.</summary>
    private const double Shorter = 0.9;

    /// <summary>
    /// An answer is common where at least this share of a round's questions agree on it, at least <c>CommonLeast</c> questions, and 1.5
    /// times as many as an even spread over the round's agreed answers would give: choice letters are not common.
    /// </summary>
    private const double CommonShare = 0.1;

    private const int CommonLeast = 3;
    private const double CommonExcess = 1.5;

    /// <summary>The signs that one group shows by itself.</summary>
    /// <param name="group">The question's samples.</param>
    /// <param name="evidence">How its responses differ, or null where that is not known.</param>
    /// <param name="text">The question, or null where it is not known.</param>
    public static IEnumerable<ReviewSign> OfGroup(GroupRow group, AgreementEvidence? evidence, string? text)
    {
        if (evidence is not null && evidence.Length < Shorter * evidence.OtherLength)
        {
            var (agreeing, others) = (Text($"{evidence.Agreeing}"), Text($"{evidence.Others}"));
            var (length, otherLength) = (Text($"{evidence.Length:F0} tokens"), Text($"{evidence.OtherLength:F0}"));
            yield return new(
                2,
                $"the {agreeing} responses that agree are shorter ({length}) than the {others} that do not ({otherLength})"
            );
        }

        if (evidence?.LogProb < evidence?.OtherLogProb)
        {
            yield return new(2, "the model finds the responses that agree less likely than those that do not");
        }

        if (group.MajorityShare < Narrow)
        {
            yield return new(1, Text($"only {100 * group.MajorityShare:F0} % agree"));
        }

        if (text is not null && group.MajorityAnswer is { } answer && CopiedAnswer.IsCopied(answer, text))
        {
            yield return new(1, "the answer repeats the question");
        }
    }

    /// <summary>The sign that many questions of the round agree on one answer.</summary>
    /// <param name="group">The question's samples.</param>
    /// <param name="common">Result of <see cref="CommonAnswers"/>.</param>
    /// <param name="equivalence">When two answers are the same.</param>
    public static IEnumerable<ReviewSign> Shared(
        GroupRow group,
        IReadOnlyDictionary<string, int> common,
        IAnswerEquivalence equivalence
    ) =>
        group.MajorityShare >= Agreed
        && group.MajorityAnswer is { } answer
        && common.TryGetValue(equivalence.CanonicalForm(answer), out var questions)
            ? [new(3, Text($"{questions} questions of the round agree on this answer"))]
            : [];

    /// <summary>The signs of a question that was asked before: another majority, or far less agreement (more is no sign).</summary>
    public static IEnumerable<ReviewSign> Swung(GroupRow before, GroupRow last, int round, IAnswerEquivalence equivalence)
    {
        if (
            before.MajorityAnswer is { } was
            && last.MajorityAnswer is { } now
            && before.MajorityShare >= Agreed
            && last.MajorityShare >= Agreed
            && !equivalence.AreEqual(was, now)
        )
        {
            yield return new(3, Text($"the majority answer was {was} in round {round}"));
        }

        if (before.MajorityShare - last.MajorityShare >= Fall)
        {
            yield return new(2, Text($"{100 * before.MajorityShare:F0} % agreed in round {round}"));
        }
    }

    /// <summary>Canonical form and number of questions for each agreed answer that suspiciously many questions share.</summary>
    public static IReadOnlyDictionary<string, int> CommonAnswers(IReadOnlyList<GroupRow> groups, IAnswerEquivalence equivalence)
    {
        var agreed = groups
            .Where(group => group.MajorityShare >= Agreed && group.MajorityAnswer is not null)
            .GroupBy(group => equivalence.CanonicalForm(group.MajorityAnswer!), StringComparer.Ordinal)
            .ToList();
        var least = Math.Max(CommonLeast, groups.Count * Math.Max(CommonShare, CommonExcess / Math.Max(1, agreed.Count)));
        return agreed.Where(same => same.Count() >= least).ToDictionary(same => same.Key, same => same.Count(), StringComparer.Ordinal);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
