using System.Globalization;
using System.Text;
using Empo.Experiments.Execution;
using Empo.Experiments.Storage;
using Empo.Experiments.View;
using Empo.Method;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Review;

/// <summary><c>review --store &lt;folder&gt; --summary &lt;summary.json&gt; --out &lt;review.csv&gt;</c>: the questions of the last build that are worth a person's time.</summary>
internal static class ReviewVerb
{
    /// <summary>Rows that a person is asked for at most.</summary>
    private const int Most = 200;

    /// <summary>Sampled workings shown with each.</summary>
    private const int Workings = 3;

    /// <summary>Exit code: 0, or 1 with a coded line on the error stream.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        try
        {
            if (arguments is not ["--store", _, "--summary", _, "--out", _])
            {
                throw new StageFailure("EMPO4028", "The verb review takes --store <folder> --summary <summary.json> --out <review.csv>. Check the arguments.");
            }

            Write(new ArtifactStore(arguments[1]), BuildSummary.PreviousKeys(arguments[3]), arguments[5], output);
            return 0;
        }
        catch (StageFailure failure)
        {
            Console.Error.WriteLine(failure.ToCanonicalLine());
            return 1;
        }
    }

    private static void Write(ArtifactStore store, IReadOnlyDictionary<string, string> keys, string path, TextWriter output)
    {
        var scores = keys.Where(entry => entry.Key.StartsWith("score ", StringComparison.Ordinal))
            .Select(entry => (Round: int.Parse(entry.Key.AsSpan("score ".Length), CultureInfo.InvariantCulture), Manifest: store.Find("score", entry.Value)))
            .Where(entry => entry.Manifest is not null).OrderBy(entry => entry.Round).ToList();
        if (scores.Count == 0)
        {
            throw new StageFailure("EMPO4029", "There is no scored round to review. Build first: dotnet build pipeline.proj.", path);
        }

        var texts = keys.TryGetValue("prepare", out var key) && store.Find("prepare", key) is { } prepare
            ? ArtifactTable.Read(PathOf(prepare, "training-questions.parquet"), QuestionRow.Schema).ToDictionary(row => row.QuestionId, row => row.Text, StringComparer.Ordinal)
            : [];
        (int Round, IReadOnlyList<GroupRow> Groups)[] rounds = [.. scores.Select(entry => (entry.Round, (IReadOnlyList<GroupRow>)ArtifactTable.Read(PathOf(entry.Manifest!, "groups.parquet"), GroupRow.Schema)))];
        var rows = ReviewList.Of(rounds, texts, AnswerEquivalences.Find("canonical"));
        var shown = rows.Take(Most).ToList();
        var workings = shown.GroupBy(row => row.Round).SelectMany(round => WorkingsOf(round.Key, round.Select(row => row.QuestionId).ToHashSet(StringComparer.Ordinal))).ToDictionary();

        File.WriteAllText(path, Csv(shown, texts, workings));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} of {rounds.Sum(round => round.Groups.Count)} groups are worth a look, {shown.Count} written to {path}"));

        string PathOf(Manifest manifest, string name) => store.PathOf(manifest, manifest.Output(name));

        IEnumerable<KeyValuePair<string, string[]>> WorkingsOf(int round, HashSet<string> questions) => store.Find("rollout", keys[$"rollout {round.ToString(CultureInfo.InvariantCulture)}"]) is { } rollout
            ? RolloutReader.Groups(PathOf(rollout, "rollouts.parquet"), new ChunkStore(store.Root)).Where(group => questions.Contains(group[0].QuestionId))
                .Select(group => KeyValuePair.Create(group[0].QuestionId, group.Take(Workings).Select(sample => sample.Text).ToArray()))
            : [];
    }

    private static string Csv(IReadOnlyList<ReviewRow> rows, IReadOnlyDictionary<string, string> texts, IReadOnlyDictionary<string, string[]> workings)
    {
        var text = new StringBuilder("question_id,decision,reasons,round,majority_answer,majority_share,semantic_entropy,question,working_1,working_2,working_3\n");
        foreach (var row in rows)
        {
            string[] fields =
            [
                row.QuestionId, "", string.Join("; ", row.Reasons), row.Round.ToString(CultureInfo.InvariantCulture), row.MajorityAnswer ?? "",
                row.MajorityShare.ToString("F3", CultureInfo.InvariantCulture), row.SemanticEntropy.ToString("F3", CultureInfo.InvariantCulture), texts.GetValueOrDefault(row.QuestionId, ""),
                .. Enumerable.Range(0, Workings).Select(i => workings.GetValueOrDefault(row.QuestionId) is { } some && i < some.Length ? some[i] : ""),
            ];
            text.AppendJoin(',', fields.Select(CsvField.Of)).Append('\n');
        }

        return text.ToString();
    }
}
