namespace Empo.Stages.Judging;

/// <summary>A judge of whether two answers mean the same. Each verdict has a cost.</summary>
internal interface IAnswerJudge : IDisposable
{
    /// <summary>Judges all pairs in any order. Verdicts found before an error or a cancellation have been reported.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="tell">Called once per pair with its index and the verdict, never by two threads at once.</param>
    /// <param name="cancellation">Stops the work.</param>
    void Judge(IReadOnlyList<JudgedPair> pairs, Action<int, bool> tell, CancellationToken cancellation);
}
