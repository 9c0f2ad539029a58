using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Method.Answers;
using Empo.Stages.Verbs;

namespace Empo.Stages.AnswerPairs;

/// <summary>
/// <c>answers --pairs &lt;file.jsonl&gt; [--out &lt;file.jsonl&gt;]</c> judges pairs of answers or responses; <c>answers --explain
/// &lt;a&gt; &lt;b&gt;</c> explains one verdict.
/// </summary>
internal sealed class AnswersVerb : Verb
{
    // Answers are LaTeX: escapes such as \u0027 for an apostrophe would only hurt readability.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<string> _pairs = VerbOption.Path("--pairs", "file.jsonl", "Pairs to judge: one JSON object a line.");
    private readonly Option<string> _out = VerbOption.Path("--out", "file.jsonl", "The file for the verdicts, instead of the output.");

    private readonly Option<string[]> _explain = new("--explain")
    {
        Description = "Two answers whose verdict is explained.",
        HelpName = "a> <b",
        Arity = new ArgumentArity(2, 2),
    };

    private readonly Option<string> _extraction = new("--extraction")
    {
        Description = $"How answers are found where a row says nothing else: {string.Join(", ", PairExtraction.Names)}.",
        HelpName = "policy",
        Arity = ArgumentArity.ExactlyOne,
        DefaultValueFactory = _ => PairExtraction.Default,
    };

    public AnswersVerb()
        : base("answers", "Judge whether pairs of answers mean the same, or explain one verdict.")
    {
        Add(_pairs);
        Add(_out);
        Add(_explain);
        Add(_extraction);
    }

    public override string ArgumentCode => "EMPO4030";

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        RequireOneSource(given);
        var extraction = Policy(given.GetValue(_extraction)!);
        if (given.GetValue(_pairs) is not { } pairs)
        {
            Explain(given.GetValue(_explain)!, extraction, output);
        }
        else if (given.GetValue(_out) is { } path)
        {
            (int judged, int equal) = VerdictFile.Write(path, pairs, verdicts => Judge(pairs, extraction, verdicts));
            output.WriteLine(FormattableString.Invariant($"{judged} pairs, {equal} equal: {path}"));
        }
        else
        {
            VerdictFile.Guard("standard output", () => Judge(pairs, extraction, output));
        }

        return 0;
    }

    /// <exception cref="UserError">EMPO4030: neither or both of --pairs and --explain, or --out without --pairs.</exception>
    private void RequireOneSource(ParseResult given)
    {
        bool pairs = given.GetResult(_pairs) is not null;
        if (pairs == (given.GetResult(_explain) is not null) || (given.GetResult(_out) is not null && !pairs))
        {
            throw ArgumentFailure.Create(this, "Give one of --pairs and --explain; --out goes with --pairs.");
        }
    }

    /// <exception cref="UserError">EMPO2043: unknown extraction policy.</exception>
    private static string Policy(string name) =>
        PairExtraction.Names.Contains(name)
            ? name
            : throw new UserError(
                "EMPO2043",
                $"There is no extraction policy '{name}'. Take one of {string.Join(", ", PairExtraction.Names)}."
            );

    private static void Explain(string[] answers, string extraction, TextWriter output)
    {
        if (extraction == PairExtraction.Choices)
        {
            throw new UserError(
                "EMPO2043",
                $"The extraction {PairExtraction.Choices} needs a row that names the choices in options.strings. Take another "
                    + "policy, or a file of pairs."
            );
        }

        foreach (string line in AnswerExplanation.Of(answers[0], answers[1], extraction))
        {
            output.WriteLine(line);
        }
    }

    private static (int Pairs, int Equal) Judge(string file, string extraction, TextWriter output)
    {
        (int pairs, int equal) = (0, 0);
        foreach (AnswerPair pair in PairFile.Read(file, extraction))
        {
            AnswerVerdict verdict = pair.Judge();
            output.WriteLine(Row(pair, verdict).ToJsonString(Readable));
            (pairs, equal) = (pairs + 1, equal + (verdict.AreEqual ? 1 : 0));
        }

        return (pairs, equal);
    }

    private static JsonObject Row(AnswerPair pair, AnswerVerdict verdict) => new()
    {
        ["id"] = pair.Id,
        ["equal"] = verdict.AreEqual,
        ["gold_answer"] = verdict.LeftForm,
        ["pred_answer"] = verdict.RightForm,
        ["why"] = verdict.Why,
    };
}
