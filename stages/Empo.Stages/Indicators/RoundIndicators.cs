using Empo.Method;
using Empo.Method.Answers;
using Empo.Method.Rewards;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Indicators;

/// <summary>Indicators of the policy that sampled a round's rollouts, computed without labels and without a model call.</summary>
internal static class RoundIndicators
{
    /// <summary>Number of rounds over which slopes are computed.</summary>
    private const int SlopeRounds = 5;

    /// <summary>Indicators of one round in a fixed order; slopes and changes need the earlier rounds.</summary>
    /// <param name="rollouts">Samples of each question.</param>
    /// <param name="scores">Scores of the same samples.</param>
    /// <param name="groups">Groups of the same questions.</param>
    /// <param name="questions">Question id to its text; null where texts are not available, and then copies are not measured.</param>
    /// <param name="equivalence">Decides which answers of different questions are the same.</param>
    /// <param name="earlier">Indicators of the rounds before, empty in the first.</param>
    public static IReadOnlyList<KeyValuePair<string, double>> Of(
        IReadOnlyList<IReadOnlyList<RolloutRow>> rollouts, IReadOnlyList<ScoreRow> scores, IReadOnlyList<GroupRow> groups,
        IReadOnlyDictionary<string, string>? questions, IAnswerEquivalence equivalence, IReadOnlyList<IndicatorRow> earlier)
    {
        var information = Information(scores, equivalence);
        var samples = rollouts.SelectMany(group => group).ToList();
        var entropy = groups.Average(group => group.SemanticEntropy);
        var length = samples.Average(sample => (double)sample.TokenIds.Length);
        return
        [
            new("information", information.Corrected),
            new("pooled_entropy", information.PooledEntropy),
            new("semantic_entropy", entropy),
            new("semantic_entropy_slope", Trend.Slope([.. Series(earlier, "semantic_entropy").TakeLast(SlopeRounds - 1), entropy])),
            new("majority_share", groups.Average(group => group.MajorityShare)),
            new("distinct_majorities", DistinctMajorities(groups, equivalence)),
            .. questions is null ? Array.Empty<KeyValuePair<string, double>>() : [new("copied", Copied(scores, questions))],
            new("length", length),
            new("length_change", length / Series(earlier, "length").FirstOrDefault(length)),
            new("no_answer", groups.Average(group => group.NoAnswerShare)),
            new("truncated", samples.Average(sample => sample.FinishReason == "length" ? 1.0 : 0.0)),
            new("repetition", samples.Average(sample => Repetition.Share(sample.TokenIds))),
        ];
    }

    /// <summary>Values of an indicator in the order of the rounds.</summary>
    public static IEnumerable<double> Series(IEnumerable<IndicatorRow> rows, string indicator) =>
        rows.Where(row => row.Indicator == indicator).OrderBy(row => row.Round).Select(row => row.Value);

    /// <summary>
    /// Share of the answers that are copied from their question. Responses without an answer are left out: a policy that learns to answer
    /// must not look like one that learns to copy.
    /// </summary>
    private static double Copied(IReadOnlyList<ScoreRow> scores, IReadOnlyDictionary<string, string> questions) =>
        scores
            .Where(row => row.Answer is not null)
            .Select(row => CopiedAnswer.IsCopied(row.Answer!, questions[row.QuestionId]) ? 1.0 : 0.0)
            .DefaultIfEmpty(0)
            .Average();

    private static AnswerInformation Information(IReadOnlyList<ScoreRow> scores, IAnswerEquivalence equivalence)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int Number(string form) => numbers.TryGetValue(form, out var number) ? number : numbers[form] = numbers.Count + 1;
        int[][] outcomes = [.. scores.GroupBy(row => row.QuestionId, StringComparer.Ordinal)
            .Select(group => group.Select(row => row.Answer is null ? 0 : Number(equivalence.CanonicalForm(row.Answer))).ToArray())];
        return AnswerInformation.Of(outcomes, seed: 0);
    }

    /// <summary>Distinct majority answers as a share of the questions: near 0 where all questions get one answer.</summary>
    private static double DistinctMajorities(IReadOnlyList<GroupRow> groups, IAnswerEquivalence equivalence) =>
        (double)
            groups
                .Select(group => group.MajorityAnswer is null ? "" : equivalence.CanonicalForm(group.MajorityAnswer))
                .Distinct(StringComparer.Ordinal)
                .Count() / groups.Count;
}
