using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Empo.Experiments.Storage;
using Empo.Stages.Verbs;

namespace Empo.Stages.Tracing;

/// <summary>
/// <c>trace --store &lt;folder&gt; --summary &lt;summary.json&gt; --question &lt;id&gt; [--json | --out &lt;question.json&gt;]</c>: shows
/// the history of one question, round by round.
/// </summary>
internal sealed class TraceVerb : Verb
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly Option<string> _store = VerbOption.Path("--store", "folder", "The artifact store.", required: true);
    private readonly Option<string> _summary = VerbOption.Path("--summary", "summary.json", "The last build's summary.", required: true);

    private readonly Option<string> _question = new("--question")
    {
        Description = "The question's id, or its first digits.",
        HelpName = "id",
        Arity = ArgumentArity.ExactlyOne,
        Required = true,
    };

    private readonly Option<bool> _json = VerbOption.Flag("--json", "Print JSON with whole responses.");
    private readonly Option<string> _out = VerbOption.Path("--out", "question.json", "Also write the JSON into this file.");

    public TraceVerb()
        : base("trace", "Show what became of one question, round by round. Called by -t:Lineage.")
    {
        Add(_store);
        Add(_summary);
        Add(_question);
        Add(_json);
        Add(_out);
    }

    public override string ArgumentCode => "EMPO4020";

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        if (given.GetValue(_json) && given.GetValue(_out) is not null)
        {
            throw ArgumentFailure.Create(this, "Give one of --json and --out.");
        }

        var rounds = Rounds(given.GetRequiredValue(_store), given.GetRequiredValue(_summary), given.GetRequiredValue(_question));
        var json = JsonSerializer.Serialize(rounds, Layout);
        if (given.GetValue(_json))
        {
            output.WriteLine(json);
            return 0;
        }

        output.WriteLine($"question {rounds[0].QuestionId}");
        foreach (var round in rounds)
        {
            Print(round, output);
        }

        if (given.GetValue(_out) is { } path)
        {
            File.WriteAllText(OutsideStore.Require(path), json + "\n");
            output.WriteLine($"the same with whole responses: {path}");
        }

        return 0;
    }

    /// <exception cref="UserError">EMPO4021 where no round asked the question.</exception>
    private static IReadOnlyList<TracedRound> Rounds(string store, string summary, string question)
    {
        var rounds = QuestionTrace.Of(store, summary).Rounds(question);
        if (rounds.Count == 0)
        {
            throw new UserError(
                "EMPO4021",
                $"No finished round of the last build asked the question {question}. Ids are in the column question_id of the "
                    + "artifacts; the first digits are enough.",
                summary
            );
        }

        return rounds;
    }

    private static void Print(TracedRound round, TextWriter output)
    {
        var use = round.Update is { } update ? $"kept, trained on by update {update[..12]}" : round.Reason ?? "not filtered yet";
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"round {round.Round}: entropy {round.SemanticEntropy:F3}, majority {round.MajorityAnswer ?? "(no answer)"}, {use}"
            )
        );
        foreach (var sample in round.Samples)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {sample.SampleIndex, 3}  cluster {sample.Cluster} ({sample.Probability:F2})  reward {sample.Reward:F3} "
                        + $" advantage {sample.Advantage ?? double.NaN:F3}  {sample.Answer ?? "(no answer)"}  <- "
                        + $"{OneLine(sample.Text)}"
                )
            );
        }
    }

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 100 ? line : $"{line[..48]} ... {line[^48..]}";
    }
}
