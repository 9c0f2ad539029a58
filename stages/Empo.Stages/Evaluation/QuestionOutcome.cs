using Empo.Method;
using Empo.Stages.Artifacts;
using Empo.Stages.Scoring;

namespace Empo.Stages.Evaluation;

/// <summary>One held-out question: the greedy response and n sampled ones, judged where its answer is known.</summary>
internal sealed record QuestionOutcome
{
    private const int TextsKept = 4;

    public required EvaluationQuestionRow Question { get; init; }

    public required RolloutRow Greedy { get; init; }

    /// <summary>Verdict on the greedy response; null where no answer is known.</summary>
    public required bool? GreedyCorrect { get; init; }

    /// <summary>[n] sampled responses with answers and clusters.</summary>
    public required AnsweredGroup Group { get; init; }

    /// <summary>[n] verdicts; null where no answer is known.</summary>
    public required bool[]? Correct { get; init; }

    /// <summary>[n] whether the response contains the marker text.</summary>
    public required bool[] Marked { get; init; }

    public int Samples => Group.Samples.Count;

    /// <summary>Number of correct samples; null where no answer is known.</summary>
    public int? CorrectSamples => Correct?.Count(correct => correct);

    public double? Accuracy => CorrectSamples / (double)Samples;

    /// <summary>Tokens of all its responses, including the greedy one.</summary>
    public long Tokens => Greedy.TokenIds.Length + Group.Samples.Sum(sample => (long)sample.TokenIds.Length);

    /// <summary>
    /// Semantic entropy of the first half of the samples and accuracy of the second: computed from the same samples, they would be
    /// correlated by shared noise alone.
    /// </summary>
    public (double Entropy, double? Accuracy) IndependentHalves
    {
        get
        {
            var half = Samples / 2;
            return (
                SemanticEntropy.OfClusters(Group.Clusters.AsSpan(0, half)),
                Correct?.Skip(half).Average(correct => correct ? 1.0 : 0.0)
            );
        }
    }

    /// <param name="correct">Verdict on the greedy answer, then on the n sampled ones; null where no answer is known.</param>
    public static QuestionOutcome Of(
        EvaluationQuestionRow question,
        RolloutRow greedy,
        AnsweredGroup group,
        bool[]? correct,
        string marker
    ) =>
        new()
        {
            Question = question,
            Greedy = greedy,
            GreedyCorrect = correct?[0],
            Group = group,
            Correct = correct?[1..],
            Marked = [.. group.Samples.Select(sample => marker.Length > 0 && sample.Text.Contains(marker, StringComparison.Ordinal))],
        };

    public EvaluationRow ToRow() => new()
    {
        QuestionId = Question.QuestionId,
        Question = Question.Text,
        Answer = Question.Answer,
        GreedyText = Greedy.Text,
        GreedyCorrect = GreedyCorrect,
        Samples = Samples,
        Correct = CorrectSamples,
        Clusters = Group.Statistics.Clusters,
        SemanticEntropy = Group.SemanticEntropy,
        FirstHalfEntropy = IndependentHalves.Entropy,
        SecondHalfAccuracy = IndependentHalves.Accuracy,
        ResponseLength = Group.Samples.Average(sample => sample.TokenIds.Length),
        NoAnswerShare = Group.Statistics.UnansweredShare,
        MarkerShare = Marked.Count(marked => marked) / (double)Samples,
        MajorityAnswer = Group.MajorityAnswer,
        SampledTexts = [.. Group.Samples.Take(TextsKept).Select(sample => sample.Text)],
    };
}
