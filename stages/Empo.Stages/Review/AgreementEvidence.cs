using Empo.Stages.Artifacts;

namespace Empo.Stages.Review;

/// <summary>
/// How the responses behind a majority answer differ from the other responses to the same question. Right answers are mostly worked out, so
/// a majority of guesses shows in responses that are shorter than those that disagree, or that the policy itself finds less probable.
/// </summary>
internal sealed record AgreementEvidence
{
    /// <summary>With fewer responses that disagree, a difference is chance.</summary>
    private const int MinOthers = 2;

    /// <summary>Mean length in tokens of the responses in the largest cluster.</summary>
    public required double Length { get; init; }

    /// <summary>Mean length of the other responses.</summary>
    public required double OtherLength { get; init; }

    /// <summary>Mean log-probability a token of the responses in the largest cluster; null where the sampler gave none.</summary>
    public required double? LogProb { get; init; }

    /// <summary>The same of the other responses.</summary>
    public required double? OtherLogProb { get; init; }

    /// <summary>Number of responses in the largest cluster.</summary>
    public required int Agreeing { get; init; }

    /// <summary>Number of the other responses.</summary>
    public required int Others { get; init; }

    /// <summary>The evidence of one question, or null where too few responses disagree.</summary>
    /// <param name="scores">Clusters of its responses.</param>
    /// <param name="samples">The responses themselves, in any order.</param>
    public static AgreementEvidence? Of(IEnumerable<ScoreRow> scores, IReadOnlyList<RolloutRow> samples)
    {
        var clusters = scores.ToDictionary(score => score.SampleIndex, score => score.Cluster);
        var known = samples.Where(sample => clusters.ContainsKey(sample.SampleIndex)).ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var largest = known
            .GroupBy(sample => clusters[sample.SampleIndex])
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key)
            .First();
        var others = known.Where(sample => clusters[sample.SampleIndex] != largest.Key).ToList();
        return others.Count < MinOthers
            ? null
            : new AgreementEvidence
            {
                Length = largest.Average(sample => sample.TokenIds.Length),
                OtherLength = others.Average(sample => sample.TokenIds.Length),
                LogProb = MeanLogProb(largest),
                OtherLogProb = MeanLogProb(others),
                Agreeing = largest.Count(),
                Others = others.Count,
            };
    }

    private static double? MeanLogProb(IEnumerable<RolloutRow> samples)
    {
        var means = samples.Select(sample => sample.LogProbs.Length > 0 ? sample.LogProbs.Average() : double.NaN).ToList();
        return means.TrueForAll(double.IsFinite) ? means.Average() : null;
    }
}
