using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Review;

/// <summary>Reads what a review needs from the stages of a build.</summary>
/// <param name="store">The artifact store.</param>
/// <param name="keys">Stage id to key, as the build's summary names them.</param>
internal sealed class ReviewSource(ArtifactStore store, IReadOnlyDictionary<string, string> keys)
{
    /// <summary>The scored rounds, in order. Responses are read of the rounds that are listed only.</summary>
    public IReadOnlyList<ReviewedRound> Rounds()
    {
        var prefix = StageTable.Score.Name + " ";
        var scored = keys.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(entry =>
                (
                    Round: int.Parse(entry.Key.AsSpan(prefix.Length), CultureInfo.InvariantCulture),
                    Manifest: store.Find(StageTable.Score, entry.Value)
                )
            )
            .Where(entry => entry.Manifest is not null)
            .OrderBy(entry => entry.Round)
            .Select(entry => (entry.Round, Manifest: entry.Manifest!, Groups: Read(entry.Manifest!, StageTable.Groups, GroupRow.Schema)))
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
    public IReadOnlyDictionary<string, string> Texts() =>
        keys.TryGetValue(StageTable.Prepare.Name, out var key) && store.Find(StageTable.Prepare, key) is { } prepare
            ? Read(prepare, StageTable.TrainingQuestions, QuestionRow.Schema)
                .ToDictionary(row => row.QuestionId, row => row.Text, StringComparer.Ordinal)
            : new Dictionary<string, string>();

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
        var scores = Read(score, StageTable.Scores, ScoreRow.Schema).ToLookup(row => row.QuestionId, StringComparer.Ordinal);
        return Responses(round)
            .Select(group => (group[0].QuestionId, Evidence: AgreementEvidence.Of(scores[group[0].QuestionId], group)))
            .Where(question => question.Evidence is not null)
            .ToDictionary(question => question.QuestionId, question => question.Evidence!, StringComparer.Ordinal);
    }

    private IEnumerable<IReadOnlyList<RolloutRow>> Responses(int round) =>
        keys.TryGetValue($"{StageTable.Rollout.Name} {round.ToString(CultureInfo.InvariantCulture)}", out var key)
        && store.Find(StageTable.Rollout, key) is { } rollout
            ? RolloutReader.Groups(store.PathOf(rollout, StageTable.Rollouts), new ChunkStore(store.Root))
            : [];

    private IReadOnlyList<T> Read<T>(Manifest manifest, Artifact artifact, ArtifactSchema<T> schema) =>
        ArtifactTable.Read(store.PathOf(manifest, artifact), schema);
}
