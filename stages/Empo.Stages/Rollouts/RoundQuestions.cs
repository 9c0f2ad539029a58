using Empo.Method;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Rollouts;

/// <summary>Which questions a round asks.</summary>
internal static class RoundQuestions
{
    /// <summary>
    /// Each epoch asks questions in the order of hash(seed, epoch, question id), <paramref name="candidates"/> per round. It leaves out the
    /// rest that does not fill a whole round. So a question is asked at most once per epoch, and added questions displace few others.
    /// </summary>
    /// <param name="questions">All training questions.</param>
    /// <param name="seed">Seed of the experiment.</param>
    /// <param name="round">From 1.</param>
    /// <param name="candidates">Questions a round.</param>
    /// <exception cref="UserError">EMPO2013 where there are fewer questions than candidates.</exception>
    public static IReadOnlyList<QuestionRow> Draw(IReadOnlyList<QuestionRow> questions, ulong seed, int round, int candidates)
    {
        if (questions.Count < candidates)
        {
            throw new UserError(
                "EMPO2013",
                $"A round asks {candidates} questions, but only {questions.Count} training questions are prepared. Lower "
                    + "rollout.candidates and rollout.questions, or give more questions."
            );
        }

        var roundsPerEpoch = questions.Count / candidates;
        var epoch = (ulong)((round - 1) / roundsPerEpoch);
        var slot = (round - 1) % roundsPerEpoch;
        return [.. questions
            .OrderBy(question => CounterRandom.Bits(seed, CounterRandom.Hash(question.QuestionId), epoch, 0))
            .ThenBy(question => question.QuestionId, StringComparer.Ordinal)
            .Skip(slot * candidates)
            .Take(candidates)];
    }
}
