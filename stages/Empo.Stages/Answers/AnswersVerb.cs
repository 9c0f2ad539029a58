using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Method;

namespace Empo.Stages.Answers;

/// <summary>
/// <c>answers --pairs &lt;file.jsonl&gt; [--out &lt;file.jsonl&gt;]</c> judges pairs of answers or responses; <c>answers --explain
/// &lt;a&gt; &lt;b&gt;</c> shows how one verdict comes about. <c>--extraction &lt;policy&gt;</c> says how the answers are found where a row
/// says nothing else.
/// </summary>
internal static class AnswersVerb
{
    // Answers are LaTeX: \u0027 for an apostrophe helps nobody.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Exit code: 0, or 1 with a coded line on the error stream.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        try
        {
            return Answer(arguments, output);
        }
        catch (UserError failure)
        {
            Console.Error.WriteLine(failure.ToCanonicalLine());
            return 1;
        }
    }

    /// <summary>The verb itself.</summary>
    /// <exception cref="UserError">Arguments or rows that cannot be read, verdicts that cannot be written.</exception>
    internal static int Answer(IReadOnlyList<string> arguments, TextWriter output)
    {
        AnswersArguments given = AnswersArguments.Read(arguments);
        if (given.Pairs is null)
        {
            Explain(given, output);
        }
        else if (given.Out is null)
        {
            VerdictFile.Guard("standard output", () => Judge(given, output));
        }
        else
        {
            JudgeInto(given.Out, given, output);
        }

        return 0;
    }

    private static void Explain(AnswersArguments given, TextWriter output)
    {
        if (given.Extraction == PairExtraction.Choices)
        {
            throw new UserError(
                "EMPO2043",
                $"The extraction {PairExtraction.Choices} needs a row that names the choices in options.strings. Take another "
                    + "policy, or a file of pairs."
            );
        }

        foreach (string line in AnswerExplanation.Of(given.Left, given.Right, given.Extraction))
        {
            output.WriteLine(line);
        }
    }

    private static void JudgeInto(string path, AnswersArguments given, TextWriter output)
    {
        (int pairs, int equal) = VerdictFile.Write(path, given.Pairs!, verdicts => Judge(given, verdicts));
        output.WriteLine(FormattableString.Invariant($"{pairs} pairs, {equal} equal: {path}"));
    }

    private static (int Pairs, int Equal) Judge(AnswersArguments given, TextWriter output)
    {
        (int pairs, int equal) = (0, 0);
        foreach (AnswerPair pair in PairFile.Read(given.Pairs!, given.Extraction))
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
