using Empo.Method.Answers;

namespace Empo.Stages.Review;

/// <summary>
/// Lists the questions that are worth a reviewer's time, because their responses may agree for reasons other than being right
/// (<see cref="ReviewSigns"/>). Only the newest rounds are listed: they show the policy as it is.
/// </summary>
internal static class ReviewList
{
    /// <summary>The newest rounds are listed until they hold this many questions; the last one always is.</summary>
    public const int MinQuestions = 128;

    /// <summary>Largest number of rows that are shown: what a person reads in ten minutes, at ten seconds a row.</summary>
    public const int Most = 60;

    /// <summary>Weight of all signs together from which a question is listed.</summary>
    private const int MinWeight = 3;

    /// <summary>Suspicious questions: those with the weightiest signs first, then those with the largest majority.</summary>
    /// <param name="rounds">All scored rounds, in order.</param>
    /// <param name="texts">Question id to its text.</param>
    /// <param name="equivalence">When two answers are the same.</param>
    public static IReadOnlyList<ReviewRow> Of(
        IReadOnlyList<ReviewedRound> rounds,
        IReadOnlyDictionary<string, string> texts,
        IAnswerEquivalence equivalence
    )
    {
        var common = rounds.ToDictionary(round => round.Round, round => ReviewSigns.CommonAnswers(round.Groups, equivalence));
        var first = FirstListed([.. rounds.Select(round => round.Groups.Count)]);
        var listed = rounds.Skip(first).Select(round => round.Round).ToHashSet();
        return
        [
            .. rounds
                .SelectMany(round => round.Groups.Select(group => (Round: round, Group: group)))
                .GroupBy(asked => asked.Group.QuestionId, StringComparer.Ordinal)
                .Select(asked => asked.TakeLast(2).ToArray())
                .Where(asked => listed.Contains(asked[^1].Round.Round) && asked[^1].Group.MajorityAnswer is not null)
                .Select(asked =>
                {
                    var (round, last) = asked[^1];
                    return new ReviewRow
                    {
                        QuestionId = last.QuestionId,
                        Round = round.Round,
                        Signs =
                        [
                            .. ReviewSigns.Shared(last, common[round.Round], equivalence),
                            .. asked.Length > 1 ? ReviewSigns.Swung(asked[0].Group, last, asked[0].Round.Round, equivalence) : [],
                            .. ReviewSigns.OfGroup(
                                last,
                                round.Evidence.GetValueOrDefault(last.QuestionId),
                                texts.GetValueOrDefault(last.QuestionId)
                            ),
                        ],
                        MajorityAnswer = last.MajorityAnswer,
                        MajorityShare = last.MajorityShare,
                        SemanticEntropy = last.SemanticEntropy,
                    };
                })
                .Where(row => row.Weight >= MinWeight)
                .OrderByDescending(row => row.Weight)
                .ThenByDescending(row => row.MajorityShare)
                .ThenBy(row => row.QuestionId, StringComparer.Ordinal),
        ];
    }

    /// <summary>Index of the first round that is listed.</summary>
    /// <param name="questions">Number of questions of each round, in order.</param>
    public static int FirstListed(IReadOnlyList<int> questions)
    {
        var (first, seen) = (questions.Count, 0);
        while (first > 0 && seen < MinQuestions)
        {
            seen += questions[--first];
        }

        return first;
    }
}
