using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Runs;
using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;
using Empo.Stages.Verbs;

namespace Empo.Stages.Distillation;

/// <summary>
/// <c>distill --store &lt;folder&gt; --summary &lt;summary.json&gt; --out &lt;distill.jsonl&gt; [--rounds n] [--most n]</c>: writes the
/// responses of the last rounds that agree with their question's majority, and a dataset manifest for <c>finetune.dataset</c>.
/// </summary>
internal sealed class DistillVerb : Verb
{
    private static readonly JsonWriterOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<string> _store = VerbOption.Path("--store", "folder", "The artifact store.", required: true);
    private readonly Option<string> _summary = VerbOption.Path("--summary", "summary.json", "The last build's summary.", required: true);
    private readonly Option<string> _out = VerbOption.Path("--out", "distill.jsonl", "The responses, one JSON line each.", required: true);
    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "How many of the last rounds; 0 for all.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> _most = new("--most")
    {
        Description = "Most responses of a question in a round; 0 for all.",
        DefaultValueFactory = _ => 4,
    };

    public DistillVerb()
        : base("distill", "Write the responses that agree with their majority, for a student to learn. Called by -t:Distill.")
    {
        Add(_store);
        Add(_summary);
        Add(_out);
        Add(_rounds);
        Add(_most);
    }

    public override string ArgumentCode => "EMPO4160";

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        var (path, count) = (given.GetRequiredValue(_out), given.GetValue(_rounds));
        var keys = BuildSummary.PreviousKeys(given.GetRequiredValue(_summary));
        var run = new StoredRun(new ArtifactStore(given.GetRequiredValue(_store)), keys);
        var rounds = run.Rounds(StageTable.Filter).Where(round => run.Find(StageTable.Filter, round) is not null).ToList();
        if (rounds.Count == 0)
        {
            throw new UserError("EMPO4161", "There is no filtered round to distill. Build first: dotnet build pipeline.proj.", path);
        }

        var newest = rounds.Skip(count == 0 ? 0 : Math.Max(0, rounds.Count - count)).ToList();
        var responses = newest.SelectMany(round => Agreed(run, round, given.GetValue(_most))).ToList();
        if (responses.Count == 0)
        {
            throw new UserError(
                "EMPO4161",
                "No response agrees with a majority: no question of these rounds was kept, or none has one largest cluster. Give more "
                    + "rounds, or look at filter.",
                path
            );
        }

        Write(path, responses, run.Texts() ?? throw Missing(StageTable.Prepare, null));
        var named = newest.Count == 1 ? $"round {newest[0]}" : $"rounds {newest[0]} to {newest[^1]}";
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{responses.Count} responses to {responses.DistinctBy(response => response.QuestionId).Count()} questions of "
                    + $"{named} agree with their majority: {path}"
            )
        );
        return 0;
    }

    private static IEnumerable<AgreedResponse> Agreed(StoredRun run, int round, int most)
    {
        Manifest Of(StageDefinition stage) => run.Find(stage, round) ?? throw Missing(stage, round);
        var scores = run
            .Read(Of(StageTable.Score), StageTable.Scores, ScoreRow.Schema)
            .ToDictionary(row => (row.QuestionId, row.SampleIndex));
        var kept = run
            .Read(Of(StageTable.Filter), StageTable.Selection, SelectionRow.Schema)
            .Where(row => row.Kept)
            .Select(row => row.QuestionId)
            .ToHashSet(StringComparer.Ordinal);
        return AgreedResponses.Of(round, run.Responses(Of(StageTable.Rollout)), scores, kept, most);
    }

    private static UserError Missing(StageDefinition stage, int? round) =>
        new("EMPO4161", $"The store no longer has {StageNode.IdOf(stage, round)}, which distilling needs. Build again.");

    private static void Write(string path, IReadOnlyList<AgreedResponse> responses, IReadOnlyDictionary<string, string> texts)
    {
        using var lines = new MemoryStream();
        foreach (var response in responses)
        {
            using (var json = new Utf8JsonWriter(lines, Layout))
            {
                json.WriteStartObject();
                json.WriteString("id", response.QuestionId);
                json.WriteString("question", texts[response.QuestionId]);
                json.WriteString("response", response.Text);
                json.WriteNumber("round", response.Round);
                json.WriteNumber("sample", response.Sample);
                json.WriteNumber("majority_share", response.Share);
                json.WriteEndObject();
            }

            lines.WriteByte((byte)'\n');
        }

        var folder = new RunFolder(Path.GetDirectoryName(Path.GetFullPath(path))!, "");
        folder.Write(Path.GetFileName(path), lines.ToArray());
        folder.Write(Path.ChangeExtension(Path.GetFileName(path), ".yaml"), Encoding.UTF8.GetBytes(Manifest(Path.GetFileName(path))));
    }

    private static string Manifest(string file) =>
        $"""
        # Made by -t:Distill: responses of a policy that agree with their majority. No label is in them.
        name: distilled
        licence: that of the questions and of the policy
        origin: Sampled by a policy of Empo.Pipeline.
        kind: files
        files:
          - path: {file}
            split: training
            question: question
            answer: response

        """;
}
