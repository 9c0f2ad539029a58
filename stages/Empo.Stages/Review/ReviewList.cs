using System.Globalization;
using Empo.Method.Answers;
using Empo.Method.Rewards;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Review;

/// <summary>
/// Lists the questions that are worth a reviewer's time, because their responses may agree for reasons other than being right. There are
/// three signs: many other questions of the round have the same majority answer; the majority changed or swung between rounds; the agreed
/// answer repeats the question.
/// </summary>
internal static class ReviewList
{
    /// <summary>A majority counts as agreement from this share.</summary>
    private const double Agreed = 0.5;

    /// <summary>Change of the majority's share between two rounds that counts as a swing.</summary>
    private const double Swing = 0.5;

    /// <summary>
    /// A majority answer is suspicious where at least this share of a round's questions, and at least <c>CommonLeast</c> of them, have it
    /// in common.
    /// </summary>
    private const double CommonShare = 0.1;

    private const int CommonLeast = 3;

    /// <summary>Suspicious questions: those with the most signs first, then those with the largest majority.</summary>
    /// <param name="rounds">Round and its groups, in order.</param>
    /// <param name="texts">Question id to its text.</param>
    /// <param name="equivalence">When two answers are the same.</param>
    public static IReadOnlyList<ReviewRow> Of(
        IReadOnlyList<(int Round, IReadOnlyList<GroupRow> Groups)> rounds,
        IReadOnlyDictionary<string, string> texts,
        IAnswerEquivalence equivalence
    )
    {
        var common = rounds.ToDictionary(round => round.Round, round => CommonAnswers(round.Groups, equivalence));
        return
        [
            .. rounds
                .SelectMany(round => round.Groups.Select(group => (round.Round, Group: group)))
                .GroupBy(asked => asked.Group.QuestionId, StringComparer.Ordinal)
                .Select(asked => Row([.. asked], common, texts.GetValueOrDefault(asked.Key), equivalence))
                .Where(row => row.Reasons.Count > 0)
                .OrderByDescending(row => row.Reasons.Count)
                .ThenByDescending(row => row.MajorityShare)
                .ThenBy(row => row.QuestionId, StringComparer.Ordinal),
        ];
    }

    private static ReviewRow Row(
        (int Round, GroupRow Group)[] asked,
        Dictionary<int, Dictionary<string, int>> common,
        string? text,
        IAnswerEquivalence equivalence
    )
    {
        var (round, last) = asked[^1];
        string?[] reasons =
        [
            Shared(last, common[round], equivalence),
            asked.Length > 1 ? Swung(asked[^2].Group, last, asked[^2].Round, equivalence) : null,
            last.MajorityShare >= Agreed && text is not null && last.MajorityAnswer is { } answer && CopiedAnswer.IsCopied(answer, text)
                ? "the agreed answer repeats the question"
                : null,
        ];
        return new ReviewRow
        {
            QuestionId = last.QuestionId,
            Round = round,
            Reasons = [.. reasons.OfType<string>()],
            MajorityAnswer = last.MajorityAnswer,
            MajorityShare = last.MajorityShare,
            SemanticEntropy = last.SemanticEntropy,
        };
    }

    private static string? Shared(GroupRow group, Dictionary<string, int> common, IAnswerEquivalence equivalence) =>
        group.MajorityShare >= Agreed
        && group.MajorityAnswer is { } answer
        && common.TryGetValue(equivalence.CanonicalForm(answer), out var questions)
            ? string.Create(CultureInfo.InvariantCulture, $"{questions} questions of the round agree on this answer")
            : null;

    private static string? Swung(GroupRow before, GroupRow last, int round, IAnswerEquivalence equivalence)
    {
        var changed = before.MajorityAnswer is { } was && last.MajorityAnswer is { } now && !equivalence.AreEqual(was, now);
        if (changed && before.MajorityShare >= Agreed && last.MajorityShare >= Agreed)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the majority answer was {before.MajorityAnswer} in round {round}");
        }

        return Math.Abs(last.MajorityShare - before.MajorityShare) >= Swing
            ? string.Create(CultureInfo.InvariantCulture, $"the majority's share was {before.MajorityShare:F2} in round {round}")
            : null;
    }

    /// <summary>Canonical form and number of questions for each agreed answer that suspiciously many questions share.</summary>
    private static Dictionary<string, int> CommonAnswers(IReadOnlyList<GroupRow> groups, IAnswerEquivalence equivalence)
    {
        var least = Math.Max(CommonLeast, CommonShare * groups.Count);
        return groups.Where(group => group.MajorityShare >= Agreed && group.MajorityAnswer is not null)
            .GroupBy(group => equivalence.CanonicalForm(group.MajorityAnswer!), StringComparer.Ordinal)
            .Where(same => same.Count() >= least)
            .ToDictionary(same => same.Key, same => same.Count(), StringComparer.Ordinal);
    }
}
