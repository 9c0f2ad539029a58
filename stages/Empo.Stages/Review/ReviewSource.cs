using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Review;

/// <summary>Reads what a review needs from the stages of a build.</summary>
/// <param name="store">The artifact store.</param>
/// <param name="keys">Stage id to key, as the build's summary names them.</param>
internal sealed class ReviewSource(ArtifactStore store, IReadOnlyDictionary<string, string> keys)
{
    private readonly StoredRun _run = new(store, keys);

    /// <summary>The scored rounds, in order. Responses are read of the rounds that are listed only.</summary>
    public IReadOnlyList<ReviewedRound> Rounds()
    {
        var scored = _run
            .Rounds(StageTable.Score)
            .Select(round => (Round: round, Manifest: _run.Find(StageTable.Score, round)))
            .Where(entry => entry.Manifest is not null)
            .Select(entry =>
                (entry.Round, Manifest: entry.Manifest!, Groups: _run.Read(entry.Manifest!, StageTable.Groups, GroupRow.Schema)))
            .ToList();
        var first = ReviewList.FirstListed([.. scored.Select(round => round.Groups.Count)]);
        return
        [
            .. scored.Select((round, index) =>
                new ReviewedRound(round.Round, round.Groups, index >= first ? Evidence(round.Round, round.Manifest) : Nothing)
            ),
        ];
    }

    /// <summary>Question id to its text; empty where the questions are not in the store.</summary>
    public IReadOnlyDictionary<string, string> Texts() => _run.Texts() ?? new Dictionary<string, string>();

    /// <summary>The first responses to some questions of a round.</summary>
    public IEnumerable<KeyValuePair<string, string[]>> Workings(int round, IReadOnlySet<string> questions) =>
        Responses(round)
            .Where(group => questions.Contains(group[0].QuestionId))
            .Select(group =>
                KeyValuePair.Create(group[0].QuestionId, group.Take(ReviewSheet.Workings).Select(sample => sample.Text).ToArray())
            );

    private static IReadOnlyDictionary<string, AgreementEvidence> Nothing { get; } = new Dictionary<string, AgreementEvidence>();

    private IReadOnlyDictionary<string, AgreementEvidence> Evidence(int round, Manifest score)
    {
        var scores = _run.Read(score, StageTable.Scores, ScoreRow.Schema).ToLookup(row => row.QuestionId, StringComparer.Ordinal);
        return Responses(round)
            .Select(group => (group[0].QuestionId, Evidence: AgreementEvidence.Of(scores[group[0].QuestionId], group)))
            .Where(question => question.Evidence is not null)
            .ToDictionary(question => question.QuestionId, question => question.Evidence!, StringComparer.Ordinal);
    }

    private IEnumerable<IReadOnlyList<RolloutRow>> Responses(int round) =>
        _run.Find(StageTable.Rollout, round) is { } rollout ? _run.Responses(rollout) : [];
}
