using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Empo.Experiments.Storage;

namespace Empo.Stages.Tracing;

/// <summary>
/// <c>trace --store &lt;folder&gt; --summary &lt;summary.json&gt; --question &lt;id&gt; [--json | --out &lt;question.json&gt;]</c>: what
/// became of one question, round by round.
/// </summary>
internal static class TraceVerb
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Exit code: 0, or 1 with a coded line on the error stream.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        try
        {
            Trace(arguments, output);
            return 0;
        }
        catch (UserError failure)
        {
            Console.Error.WriteLine(failure.ToCanonicalLine());
            return 1;
        }
    }

    /// <summary>The verb itself.</summary>
    /// <exception cref="UserError">EMPO4020 for arguments, EMPO4021 where no round asked the question.</exception>
    internal static void Trace(IReadOnlyList<string> arguments, TextWriter output)
    {
        string[] given = [.. arguments];
        if (
            given is not ["--store", var store, "--summary", var summary, "--question", var question, .. var rest]
            || rest is not ([] or ["--json"] or ["--out", _])
        )
        {
            throw new UserError(
                "EMPO4020",
                "The verb trace takes --store <folder> --summary <summary.json> --question <id> [--json | --out "
                    + "<question.json>]. Check the arguments."
            );
        }

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

        var json = JsonSerializer.Serialize(rounds, Layout);
        if (rest is ["--json"])
        {
            output.WriteLine(json);
            return;
        }

        output.WriteLine($"question {rounds[0].QuestionId}");
        foreach (var round in rounds)
        {
            Print(round, output);
        }

        if (rest is ["--out", var path])
        {
            File.WriteAllText(OutsideStore.Require(path), json + "\n");
            output.WriteLine($"the same with whole responses: {path}");
        }
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
