namespace Empo.Stages.Judging;

/// <summary>Somebody who can tell whether two answers mean the same, at a price.</summary>
internal interface IAnswerJudge : IDisposable
{
    /// <summary>Judges all pairs in any order. What was said before an error or a cancellation has been told.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="tell">Called once a pair with its index and the verdict, never by two threads at once.</param>
    /// <param name="cancellation">Ends the work.</param>
    void Judge(IReadOnlyList<JudgedPair> pairs, Action<int, bool> tell, CancellationToken cancellation);
}
