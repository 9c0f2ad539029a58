using System.CommandLine;
using System.Globalization;
using System.Text;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;
using Empo.Method.Answers;
using Empo.Stages.Verbs;

namespace Empo.Stages.Review;

/// <summary>
/// <c>review --store &lt;folder&gt; --summary &lt;summary.json&gt; --out &lt;review.csv&gt; [--decisions &lt;reviewed.csv&gt;]</c>: lists
/// the questions of the last build that are worth a reviewer's time, with earlier decisions.
/// </summary>
internal sealed class ReviewVerb : Verb
{
    private readonly Option<string> _store = VerbOption.Path("--store", "folder", "The artifact store.", required: true);
    private readonly Option<string> _summary = VerbOption.Path("--summary", "summary.json", "The last build's summary.", required: true);
    private readonly Option<string> _out = VerbOption.Path("--out", "review.csv", "The list; decisions in it are kept.", required: true);
    private readonly Option<string> _decisions = VerbOption.Path("--decisions", "reviewed.csv", "Decisions that were made elsewhere.");

    public ReviewVerb()
        : base("review", "List the questions of the last build that are worth a person's time. Called by -t:Review.")
    {
        Add(_store);
        Add(_summary);
        Add(_out);
        Add(_decisions);
    }

    public override string ArgumentCode => "EMPO4028";

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        var path = given.GetRequiredValue(_out);
        // The existing output file comes last: its decisions are newer.
        var decided = Decided(given.GetValue(_decisions) is { } file ? [file, path] : [path]);
        var keys = BuildSummary.PreviousKeys(given.GetRequiredValue(_summary));
        Write(new ArtifactStore(given.GetRequiredValue(_store)), keys, path, decided, output);
        return 0;
    }

    /// <summary>Question id to the decision of the last file that has one.</summary>
    /// <exception cref="UserError">EMPO4027 where a decision cannot be understood; the file is then not overwritten.</exception>
    private static Dictionary<string, string> Decided(IEnumerable<string> files)
    {
        var decided = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (question, decision) in files.Where(File.Exists).SelectMany(ReviewDecisions.Read))
        {
            decided[question] = decision.Text;
        }

        return decided;
    }

    private static void Write(
        ArtifactStore store,
        IReadOnlyDictionary<string, string> keys,
        string path,
        IReadOnlyDictionary<string, string> decided,
        TextWriter output
    )
    {
        var source = new ReviewSource(store, keys);
        var rounds = source.Rounds();
        if (rounds.Count == 0)
        {
            throw new UserError("EMPO4029", "There is no scored round to review. Build first: dotnet build pipeline.proj.", path);
        }

        var texts = source.Texts();
        var rows = ReviewList.Of(rounds, texts, new CanonicalEquivalence());
        var shown = rows.Take(ReviewList.Most).ToList();
        var workings = shown
            .GroupBy(row => row.Round)
            .SelectMany(round => source.Workings(round.Key, round.Select(row => row.QuestionId).ToHashSet(StringComparer.Ordinal)))
            .ToDictionary();

        new RunFolder(Path.GetDirectoryName(path)!, "").Write(
            Path.GetFileName(path),
            Encoding.UTF8.GetBytes(ReviewSheet.Text(shown, texts, workings, decided))
        );
        List<ReviewedRound> newest = [.. rounds.Skip(ReviewList.FirstListed([.. rounds.Select(round => round.Groups.Count)]))];
        var asked = newest.Sum(round => round.Groups.Count);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows.Count} of the {asked} questions of {Named(newest)} are worth a look, {shown.Count} "
                    + $"written to {path}{(decided.Count > 0 ? $", {decided.Count} decisions kept" : "")}"
            )
        );
    }

    private static string Named(IReadOnlyList<ReviewedRound> rounds) =>
        rounds.Count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"round {rounds[0].Round}")
            : string.Create(CultureInfo.InvariantCulture, $"rounds {rounds[0].Round} to {rounds[^1].Round}");
}
