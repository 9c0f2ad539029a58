using Empo.Method.Answers;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Review;

/// <summary>Reviewers' decisions, as the filter applies them.</summary>
/// <param name="Decisions">By question id; empty where there are no decisions.</param>
/// <param name="Equivalence">Decides whether an answer means the same as the reviewer's.</param>
internal sealed record ReviewedQuestions(IReadOnlyDictionary<string, ReviewDecision> Decisions, IAnswerEquivalence Equivalence)
{
    /// <summary>The reason recorded for a question that a reviewer dropped.</summary>
    public const string Dropped = "review";

    public ReviewDecision? Find(string question) => Decisions.GetValueOrDefault(question);

    /// <summary>Rewards [G] of a question's samples: as scored, or 1 and 0 by the reviewer's answer.</summary>
    public double[] Rewards(string question, IReadOnlyList<ScoreRow> scores) =>
        Find(question) is { Verdict: ReviewVerdict.Correct, Answer: { } correct }
            ? [.. scores.Select(row => row.Answer is not null && Equivalence.IsCorrect(row.Answer, correct) ? 1.0 : 0.0)]
            : [.. scores.Select(row => row.Reward)];
}
