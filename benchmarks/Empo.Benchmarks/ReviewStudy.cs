using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;
using Empo.Method.Answers;
using Empo.Stages.Artifacts;
using Empo.Stages.Review;

namespace Empo.Benchmarks;

/// <summary>
/// Holds the list of <c>-t:Review</c> against labels that it does not read: how many of its rows have a wrong majority answer, and how many
/// of the wrong majorities of the listed rounds it shows. Needs recorded runs whose training questions have answers.
/// </summary>
internal static class ReviewStudy
{
    /// <param name="store">Folder of the artifact store.</param>
    /// <param name="summaries">Paths of <c>summary.json</c>, each of one run.</param>
    /// <param name="output">Takes a row of Markdown for each run.</param>
    public static void Print(string store, IEnumerable<string> summaries, TextWriter output)
    {
        output.WriteLine("| run | rounds | found | listed | wrong among them | wrong majorities | of them listed |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var summary in summaries)
        {
            output.WriteLine(Row(new ArtifactStore(store), summary));
        }
    }

    private static string Row(ArtifactStore store, string summary)
    {
        var keys = BuildSummary.PreviousKeys(summary);
        var (source, equivalence) = (new ReviewSource(store, keys), new CanonicalEquivalence());
        var rounds = source.Rounds();
        var newest = rounds.Skip(ReviewList.FirstListed([.. rounds.Select(round => round.Groups.Count)])).ToList();
        var found = ReviewList.Of(rounds, source.Texts(), equivalence);
        var prepare = store.Find(StageTable.Prepare, keys[StageTable.Prepare.Name])!;
        var answers = ArtifactTable
            .Read(store.PathOf(prepare, StageTable.TrainingAnswers), AnswerRow.Schema)
            .ToDictionary(row => row.QuestionId, row => row.Answer, StringComparer.Ordinal);
        bool IsWrong(string question, string? majority) =>
            answers.TryGetValue(question, out var answer) && (majority is null || !equivalence.IsCorrect(majority, answer));
        var listed = found.Take(ReviewList.Most).ToList();
        var wrong = newest.Sum(round => round.Groups.Count(group => IsWrong(group.QuestionId, group.MajorityAnswer)));
        var hits = listed.Count(row => IsWrong(row.QuestionId, row.MajorityAnswer));
        var asked = newest.Sum(round => round.Groups.Count);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(summary)))} | {newest[0].Round}–{newest[^1].Round} | "
                + $"{found.Count} | {listed.Count} | {Share(hits, listed.Count)} | {wrong} of {asked} | {Share(hits, wrong)} |"
        );
    }

    private static string Share(int part, int whole) =>
        whole == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{part} ({100.0 * part / whole:F0} %)");
}
