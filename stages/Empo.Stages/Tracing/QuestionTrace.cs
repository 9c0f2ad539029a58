using Empo.Experiments.Catalog;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;
using Empo.Stages.Scoring;

namespace Empo.Stages.Tracing;

/// <summary>
/// Traces one question through the rounds of an experiment's last build: responses, clusters, rewards, the updates that used it.
/// </summary>
internal sealed class QuestionTrace(string store, IReadOnlyDictionary<string, string> keys)
{
    private readonly StoredRun _run = new(new ArtifactStore(store), keys);

    /// <param name="summary">Path of the run folder's summary.json.</param>
    public static QuestionTrace Of(string store, string summary) => new(store, BuildSummary.PreviousKeys(summary));

    /// <summary>The rounds that asked the question, in order; none where no finished round did.</summary>
    /// <param name="question">Its id, or the beginning of it.</param>
    /// <exception cref="UserError">EMPO4021 where several questions begin with this text.</exception>
    public IReadOnlyList<TracedRound> Rounds(string question)
    {
        var asked = _run
            .Rounds(StageTable.Score)
            .SelectMany(round => Groups(round, question).Select(group => (Round: round, Group: group)))
            .ToList();
        var ids = asked.Select(entry => entry.Group.QuestionId).Distinct().Order(StringComparer.Ordinal).ToList();
        return ids.Count > 1
            ? throw new UserError(
                "EMPO4021",
                $"{ids.Count} questions begin with {question}: {string.Join(", ", ids.Take(5))}{(ids.Count > 5 ? ", ..." : "")}. "
                    + "Give more digits."
            )
            : [.. asked.Select(entry => Round(entry.Round, entry.Group))];
    }

    private IEnumerable<GroupRow> Groups(int round, string question) =>
        _run.Find(StageTable.Score, round) is { } score && _run.Find(StageTable.Rollout, round) is not null
            ? _run.Read(score, StageTable.Groups, GroupRow.Schema)
                .Where(row => row.QuestionId.StartsWith(question, StringComparison.Ordinal))
            : [];

    private TracedRound Round(int round, GroupRow group)
    {
        var (score, rollout) = (_run.Find(StageTable.Score, round)!, _run.Find(StageTable.Rollout, round)!);
        bool IsIt(string id) => id == group.QuestionId;
        var scores = _run
            .Read(score, StageTable.Scores, ScoreRow.Schema)
            .Where(row => IsIt(row.QuestionId))
            .ToDictionary(row => row.SampleIndex);
        var selection = _run.Find(StageTable.Filter, round) is { } filter
            ? _run.Read(filter, StageTable.Selection, SelectionRow.Schema)
                .Where(row => IsIt(row.QuestionId))
                .ToDictionary(row => row.SampleIndex)
            : null;
        var reason = selection?.Values.First().Reason;
        var samples = _run
            .Responses(rollout)
            .First(rows => IsIt(rows[0].QuestionId));
        return new TracedRound
        {
            Round = round,
            QuestionId = group.QuestionId,
            SemanticEntropy = group.SemanticEntropy,
            MajorityAnswer = group.MajorityAnswer,
            Reason = reason,
            Update = reason == QuestionSelection.Kept ? _run.Find(StageTable.Update, round)?.Key : null,
            Samples = [.. samples.Select(sample => Sample(sample, scores[sample.SampleIndex], selection?[sample.SampleIndex].Advantage))],
        };
    }

    private static TracedSample Sample(RolloutRow rollout, ScoreRow score, double? advantage) => new()
    {
        SampleIndex = rollout.SampleIndex,
        Text = rollout.Text,
        FinishReason = rollout.FinishReason,
        Answer = score.Answer,
        Cluster = score.Cluster,
        Probability = score.Probability,
        Reward = score.Reward,
        Advantage = advantage,
    };
}
