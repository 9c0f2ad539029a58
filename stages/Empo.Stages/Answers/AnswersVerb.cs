using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Method;

namespace Empo.Stages.Answers;

/// <summary>
/// <c>answers --pairs &lt;file.jsonl&gt; [--out &lt;file.jsonl&gt;]</c> judges pairs of answers or responses; <c>answers --explain &lt;a&gt; &lt;b&gt;</c> shows how
/// one verdict comes about.
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
        catch (StageFailure failure)
        {
            Console.Error.WriteLine(failure.ToCanonicalLine());
            return 1;
        }
    }

    /// <summary>The verb itself.</summary>
    /// <exception cref="StageFailure">Arguments or rows that cannot be read.</exception>
    internal static int Answer(IReadOnlyList<string> arguments, TextWriter output) => arguments switch
    {
        ["--explain", var left, var right] => Explain(left, right, output),
        ["--pairs", var pairs] => Judge(pairs, output),
        ["--pairs", var pairs, "--out", var path] => JudgeInto(pairs, path),
        _ => throw new StageFailure("EMPO4030", "The verb answers takes --pairs <file.jsonl> [--out <file.jsonl>], or --explain \"<a>\" \"<b>\". Check the arguments."),
    };

    private static int Explain(string left, string right, TextWriter output)
    {
        foreach (string line in AnswerExplanation.Of(left, right))
        {
            output.WriteLine(line);
        }

        return 0;
    }

    private static int JudgeInto(string pairs, string path)
    {
        using StreamWriter output = new(path);
        return Judge(pairs, output);
    }

    private static int Judge(string pairs, TextWriter output)
    {
        if (!File.Exists(pairs))
        {
            throw new StageFailure("EMPO4031", $"There is no file {pairs} with pairs of answers. Name a JSON-lines file with id, gold and pred in each row.", pairs);
        }

        int line = 0;
        foreach (string row in File.ReadLines(pairs))
        {
            line++;
            if (!string.IsNullOrWhiteSpace(row))
            {
                output.WriteLine(JudgeRow(row, pairs, line).ToJsonString(Readable));
            }
        }

        return 0;
    }

    private static JsonObject JudgeRow(string row, string pairs, int line)
    {
        AnswerPair pair = ReadRow(row, pairs, line);
        AnswerVerdict verdict = pair.Judge();
        return new JsonObject
        {
            ["id"] = pair.Id,
            ["equal"] = verdict.AreEqual,
            ["gold_answer"] = verdict.LeftForm,
            ["pred_answer"] = verdict.RightForm,
            ["why"] = verdict.Why,
        };
    }

    private static AnswerPair ReadRow(string row, string pairs, int line)
    {
        try
        {
            JsonNode node = JsonNode.Parse(row) ?? throw new JsonException("The row is null.");
            JsonNode? options = node["options"];
            return new AnswerPair
            {
                Id = node["id"]?.ToString() ?? "",
                Gold = (string?)node["gold"] ?? throw new JsonException("The row has no gold."),
                Candidate = (string?)node["pred"] ?? throw new JsonException("The row has no pred."),
                Extraction = (string?)node["extraction"] ?? "both",
                Decimals = (int?)options?["float_rounding"] ?? 6,
                Choices = options?["strings"] is JsonArray strings ? [.. strings.Select(choice => (string?)choice ?? "")] : null,
                IgnoresCase = (bool?)options?["lowercase"] ?? true,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new StageFailure("EMPO4032", $"The row is not a pair of answers: {exception.Message} Each row is a JSON object with the texts id, gold and pred.", pairs, line);
        }
    }
}
