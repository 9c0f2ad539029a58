using Empo.Method.Answers;
using Empo.Stages.Judging;

namespace Empo.Stages.Scoring;

/// <summary>Comparison by rules alone.</summary>
internal sealed class RuleComparison(IAnswerEquivalence equivalence) : IAnswerComparison
{
    public IReadOnlyList<int[]> Cluster(IReadOnlyList<QuestionAnswers> questions) =>
        [.. questions.Select(question => AnswerClusters.Assign(question.Answers, equivalence))];

    public IReadOnlyList<bool[]> AreCorrect(IReadOnlyList<QuestionAnswers> questions, IReadOnlyList<string> correct) =>
        [
            .. questions.Zip(correct, (question, label) =>
                question.Answers.Select(answer => answer is not null && equivalence.IsCorrect(answer, label)).ToArray()
            ),
        ];

    public void Dispose()
    {
        // Rules hold no resources.
    }
}
