using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;
using Empo.Method.Answers;

namespace Empo.Stages.Judging;

/// <summary>
/// Comparison by a judge, for answers in words. Answers that the canonical rules find equal as mathematics are equal. For all others,
/// including texts, the judge is asked once per pair, and its verdicts are stored. Clusters form around their first member, which is the
/// reference (the released code asks in this direction only).
/// </summary>
internal sealed class JudgedComparison : IAnswerComparison
{
    /// <summary>In characters. The judge does not read longer answers: they count as different unless the rules find them equal.</summary>
    private const int MaxAnswer = 2_000;

    /// <summary>Number of verdicts in one segment of the store. A killed stage loses at most this many.</summary>
    private const int SegmentVerdicts = 256;

    private readonly MathematicalEquivalence _rules = new();
    private readonly Dictionary<string, string> _questions;
    private readonly VerdictStore _store;
    private readonly Lazy<IAnswerJudge> _judge;
    private readonly bool _bothDirections;
    private readonly StageContext _context;

    /// <param name="context">Log, cancellation, direction.</param>
    /// <param name="questions">Question id to text.</param>
    /// <param name="store">The verdicts of this judge that are already known.</param>
    /// <param name="judge">Called only where a verdict is missing.</param>
    public JudgedComparison(StageContext context, Dictionary<string, string> questions, VerdictStore store, Func<IAnswerJudge> judge)
    {
        (_context, _questions, _store, _judge) = (context, questions, store, new Lazy<IAnswerJudge>(judge));
        _bothDirections = context.Settings.Get(Judge.Direction) == JudgeDirection.Both;
    }

    /// <summary>Number of pairs that the judge was asked about.</summary>
    public int Asked { get; private set; }

    public IReadOnlyList<int[]> Cluster(IReadOnlyList<QuestionAnswers> questions)
    {
        JudgedClusters[] groups = [.. questions.Select(question => new JudgedClusters(question, _rules))];
        while (groups.Any(group => group.Candidates.Count > 0))
        {
            var pairs = groups
                .SelectMany(group => group.Candidates.Select(candidate => new VerdictPair(group.QuestionId, group.Reference, candidate)))
                .ToList();
            var equal = AreEqual(pairs);
            var taken = 0;
            foreach (var group in groups)
            {
                var count = group.Candidates.Count;
                group.Decide([.. equal.Skip(taken).Take(count)]);
                taken += count;
            }
        }

        return [.. groups.Select(group => group.Ids)];
    }

    public IReadOnlyList<bool[]> AreCorrect(IReadOnlyList<QuestionAnswers> questions, IReadOnlyList<string> correct)
    {
        var pairs = questions.Zip(correct, (question, label) =>
            question
                .Answers.Where(answer => answer is not null && !_rules.IsCorrect(answer, label))
                .Select(answer => new VerdictPair(question.QuestionId, label, answer!))
        );
        List<VerdictPair> asked = [.. pairs.SelectMany(pair => pair).Distinct()];
        var verdicts = asked.Zip(AreEqual(asked)).ToDictionary(verdict => verdict.First, verdict => verdict.Second);
        return
        [
            .. questions.Zip(correct, (question, label) =>
                question
                    .Answers.Select(answer =>
                        answer is not null
                        && (!verdicts.TryGetValue(new VerdictPair(question.QuestionId, label, answer), out var equal) || equal)
                    )
                    .ToArray()
            ),
        ];
    }

    public void Dispose()
    {
        if (_judge.IsValueCreated)
        {
            _judge.Value.Dispose();
        }

        _context.Metric("judged_pairs", Asked);
    }

    private bool[] AreEqual(IReadOnlyList<VerdictPair> pairs)
    {
        Ask(pairs);
        var forward = pairs.Select(Known).ToArray();
        if (!_bothDirections)
        {
            return forward;
        }

        // A pair that is different in one direction is not asked about in the other.
        List<VerdictPair> backward = [.. pairs.Where((_, i) => forward[i]).Select(Turned)];
        Ask(backward);
        return [.. pairs.Select((pair, i) => forward[i] && Known(Turned(pair)))];
    }

    private static VerdictPair Turned(VerdictPair pair) => new(pair.Context, pair.Second, pair.First);

    private static bool IsTooLong(VerdictPair pair) => Math.Max(pair.First.Length, pair.Second.Length) > MaxAnswer;

    private bool Known(VerdictPair pair) => !IsTooLong(pair) && _store.Find(pair)!.Value;

    private void Ask(IEnumerable<VerdictPair> pairs)
    {
        var unknown = pairs.Where(pair => !IsTooLong(pair) && _store.Find(pair) is null).Distinct().ToList();
        var done = 0;
        foreach (var segment in unknown.Chunk(SegmentVerdicts))
        {
            List<(VerdictPair, bool)> verdicts = [];
            try
            {
                _judge.Value.Judge(
                    [.. segment.Select(pair => new JudgedPair(TextOf(pair.Context), pair.First, pair.Second))],
                    (index, equal) => verdicts.Add((segment[index], equal)),
                    _context.Cancellation
                );
            }
            finally
            {
                _store.Add(verdicts);
                Asked += verdicts.Count;
            }

            _context.Log.Progress("judging answers", done += segment.Length, unknown.Count, "pairs");
        }
    }

    private string TextOf(string questionId) =>
        _questions.TryGetValue(questionId, out var text)
            ? text
            : throw new UserError(
                "EMPO4048",
                $"Question {questionId} has no text, but a judge must read it. The rollouts belong to other questions than the "
                    + "dataset has now."
            );
}
