using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Method.Answers;
using Empo.Stages.Rows;

namespace Empo.Stages.AnswerPairs;

/// <summary>
/// A JSON-lines file of pairs of answers: <c>id</c>, <c>gold</c>, <c>pred</c>, and optionally <c>extraction</c> and <c>options</c>. Blank
/// lines are skipped.
/// </summary>
internal static class PairFile
{
    // A larger number of decimals is refused: no useful rule compares more digits than this.
    private const int MaxDecimals = 30;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The pairs in their order, one at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="extraction">The extraction policy where a row does not name one.</param>
    /// <exception cref="UserError">EMPO4031: the file cannot be read or has no pairs. EMPO4032, EMPO2043: a row that is not a pair, or
    /// names an unknown policy. EMPO2070: a row that is too long.</exception>
    public static IEnumerable<AnswerPair> Read(string path, string extraction)
    {
        if (!File.Exists(path))
        {
            throw Missing(path, Directory.Exists(path) ? "is a folder" : "does not exist");
        }

        (int line, bool isEmpty) = (0, true);
        using IEnumerator<string> lines = TextLines.Texts(path, FileWords.Pairs).GetEnumerator();
        while (Next(lines, path) is { } row)
        {
            line++;
            if (!string.IsNullOrWhiteSpace(row))
            {
                isEmpty = false;
                yield return Pair(row, extraction, path, line);
            }
        }

        if (isEmpty)
        {
            throw Missing(path, "holds no pairs");
        }
    }

    private static string? Next(IEnumerator<string> lines, string path)
    {
        try
        {
            return lines.MoveNext() ? lines.Current : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Missing(path, $"cannot be read ({exception.Message.TrimEnd('.')})");
        }
    }

    private static AnswerPair Pair(string row, string extraction, string path, int line)
    {
        try
        {
            AnswerPair pair = Pair(
                JsonNode.Parse(row, documentOptions: Strict) as JsonObject ?? throw new JsonException("It is not an object."),
                extraction
            );
            return PairExtraction.Names.Contains(pair.Extraction)
                ? pair
                : throw new UserError(
                    "EMPO2043",
                    $"There is no extraction policy '{pair.Extraction}'. Take one of {string.Join(", ", PairExtraction.Names)}.",
                    path,
                    line
                );
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new UserError(
                "EMPO4032",
                $"The row is not a pair of answers: {exception.Message} Each row is a JSON object with the texts id, gold and pred.",
                path,
                line,
                cause: exception
            );
        }
    }

    private static AnswerPair Pair(JsonObject row, string extraction)
    {
        JsonNode? options = row["options"];
        AnswerPair pair = new()
        {
            Id = row["id"]?.ToString() ?? "",
            Gold = (string?)row["gold"] ?? throw new JsonException("It has no gold."),
            Candidate = (string?)row["pred"] ?? throw new JsonException("It has no pred."),
            Extraction = (string?)row["extraction"] ?? extraction,
            Decimals = (int?)options?["float_rounding"] ?? 6,
            Choices = options?["strings"] is JsonArray strings ? [.. strings.Select(choice => (string?)choice ?? "")] : null,
            IgnoresCase = (bool?)options?["lowercase"] ?? true,
        };
        return pair switch
        {
            { Decimals: < 0 or > MaxDecimals } => throw new JsonException($"options.float_rounding is not between 0 and {MaxDecimals}."),
            { Extraction: PairExtraction.Choices } when pair.Choices is null or [] || pair.Choices.Any(string.IsNullOrWhiteSpace) =>
                throw new JsonException($"The extraction {PairExtraction.Choices} needs the choices in options.strings."),
            _ => pair,
        };
    }

    private static UserError Missing(string path, string why) =>
        new("EMPO4031", $"The file of answer pairs {why}. Name a JSON-lines file with id, gold and pred in each row.", path);
}
