using Empo.Method;
using Empo.Stages.Artifacts;
using Empo.Stages.Judging;

namespace Empo.Stages.Scoring;

/// <summary>The samples of one question with their answers extracted and grouped by meaning.</summary>
internal sealed record AnsweredGroup
{
    /// <summary>[G] in order of sample index.</summary>
    public required IReadOnlyList<RolloutRow> Samples { get; init; }

    /// <summary>[G] extracted answers, null where there is none.</summary>
    public required IReadOnlyList<string?> Answers { get; init; }

    /// <summary>[G] cluster ids in order of first appearance.</summary>
    public required int[] Clusters { get; init; }

    public required ClusterStatistics Statistics { get; init; }

    public string QuestionId => Samples[0].QuestionId;

    /// <summary>[G] whether there is an answer.</summary>
    public bool[] Answered => [.. Answers.Select(answer => answer is not null)];

    /// <summary>The answer of the largest cluster, or null where its first member has none.</summary>
    public string? MajorityAnswer => Answers[Statistics.MajoritySample];

    public double SemanticEntropy => Method.SemanticEntropy.OfCounts(Statistics.Counts);

    /// <summary>All groups at once, because a judge is asked about many pairs together.</summary>
    /// <param name="groups">[questions][G] samples.</param>
    public static AnsweredGroup[] All(IReadOnlyList<IReadOnlyList<RolloutRow>> groups, AnswerRules rules)
    {
        QuestionAnswers[] answers =
        [
            .. groups.Select(samples => new QuestionAnswers(
                samples[0].QuestionId,
                [.. samples.Select(sample => rules.Extract(sample.Text))]
            )),
        ];
        var clusters = rules.Comparison.Cluster(answers);
        return [.. groups.Select((samples, i) => new AnsweredGroup
        {
            Samples = samples,
            Answers = answers[i].Answers,
            Clusters = clusters[i],
            Statistics = ClusterStatistics.Of(clusters[i], [.. answers[i].Answers.Select(answer => answer is not null)]),
        })];
    }

    public QuestionAnswers ToAnswers() => new(QuestionId, Answers);
}
