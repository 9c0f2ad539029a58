using Empo.Method.Answers;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Review;

/// <summary>People's decisions as the filter applies them.</summary>
/// <param name="Decisions">By question id; empty where nobody decided anything.</param>
/// <param name="Equivalence">When an answer means the same as the one that a person gave.</param>
internal sealed record ReviewedQuestions(IReadOnlyDictionary<string, ReviewDecision> Decisions, IAnswerEquivalence Equivalence)
{
    /// <summary>The reason of a question that a person dropped.</summary>
    public const string Dropped = "review";

    public ReviewDecision? Find(string question) => Decisions.GetValueOrDefault(question);

    /// <summary>Rewards [G] of a question's samples: as scored, or 1 and 0 by the answer that a person gave.</summary>
    public double[] Rewards(string question, IReadOnlyList<ScoreRow> scores) =>
        Find(question) is { Verdict: ReviewVerdict.Correct, Answer: { } correct }
            ? [.. scores.Select(row => row.Answer is not null && Equivalence.IsCorrect(row.Answer, correct) ? 1.0 : 0.0)]
            : [.. scores.Select(row => row.Reward)];
}
