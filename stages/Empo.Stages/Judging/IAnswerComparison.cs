
namespace Empo.Stages.Judging;

/// <summary>Who tells which answers mean the same: rules, or a judge that costs a forward pass or a request a pair.</summary>
internal interface IAnswerComparison : IDisposable
{
    /// <summary>
    /// Cluster ids of each question's answers, [questions][G], numbered from 0 in order of first appearance. A missing answer is a cluster
    /// of its own.
    /// </summary>
    IReadOnlyList<int[]> Cluster(IReadOnlyList<QuestionAnswers> questions);

    /// <summary>Whether each answer means the same as its question's correct one, [questions][G]; a missing answer never does.</summary>
    /// <param name="questions">The answers.</param>
    /// <param name="correct">[questions] correct answers.</param>
    IReadOnlyList<bool[]> AreCorrect(IReadOnlyList<QuestionAnswers> questions, IReadOnlyList<string> correct);
}
