
namespace Empo.Stages.Judging;

/// <summary>Decides which answers mean the same: by rules, or by a judge that costs a forward pass or a request per pair.</summary>
internal interface IAnswerComparison : IDisposable
{
    /// <summary>
    /// Cluster ids of each question's answers, [questions][G], numbered from 0 in order of first appearance. A missing answer is a separate
    /// cluster.
    /// </summary>
    IReadOnlyList<int[]> Cluster(IReadOnlyList<QuestionAnswers> questions);

    /// <summary>Whether each answer means the same as its question's correct one, [questions][G]; a missing answer never does.</summary>
    /// <param name="questions">The answers.</param>
    /// <param name="correct">[questions] correct answers.</param>
    IReadOnlyList<bool[]> AreCorrect(IReadOnlyList<QuestionAnswers> questions, IReadOnlyList<string> correct);
}
