using System.Text.Json;
using Empo.Experiments.Execution;

namespace Empo.Stages.Datasets;

/// <summary>Reads questions from JSON lines, flat rows and nested ones (verl's <c>prompt</c> list and <c>reward_model.ground_truth</c>).</summary>
internal static class JsonLinesFile
{
    /// <summary>The questions of a file in its order; blank lines are skipped.</summary>
    /// <param name="file">Which columns to read.</param>
    /// <param name="path">Absolute path.</param>
    /// <exception cref="StageFailure">EMPO2012 at the line that is no JSON object or lacks a column.</exception>
    public static IEnumerable<DatasetQuestion> Read(DataFile file, string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return ReadLine(file, path, number, line);
            }
        }
    }

    private static DatasetQuestion ReadLine(DataFile file, string path, int number, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var question = QuestionText(Find(document.RootElement, file.Question));
            if (file.RemoveSuffix.Length > 0 && question.EndsWith(file.RemoveSuffix, StringComparison.Ordinal))
            {
                question = question[..^file.RemoveSuffix.Length];
            }

            return string.IsNullOrWhiteSpace(question)
                ? throw new FormatException($"'{file.Question}' is empty")
                : new DatasetQuestion(file.Split, question, file.Answer is { } answer ? AnswerText(Find(document.RootElement, answer), answer) : null);
        }
        catch (JsonException exception)
        {
            throw Malformed(path, number, (int)(exception.BytePositionInLine ?? 0) + 1, "it is not a JSON object", exception);
        }
        catch (FormatException exception)
        {
            throw Malformed(path, number, 1, exception.Message, exception);
        }
    }

    /// <summary>Follows a dotted path; a number is an index into a list.</summary>
    private static JsonElement Find(JsonElement element, string dottedPath)
    {
        foreach (var part in dottedPath.Split('.'))
        {
            element = element.ValueKind switch
            {
                JsonValueKind.Object when element.TryGetProperty(part, out var child) => child,
                JsonValueKind.Array when int.TryParse(part, out var index) && index >= 0 && index < element.GetArrayLength() => element[index],
                _ => throw new FormatException($"it has no '{dottedPath}'"),
            };
        }

        return element;
    }

    private static string QuestionText(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            element = element.EnumerateArray().LastOrDefault(turn => turn.ValueKind == JsonValueKind.Object && turn.TryGetProperty("role", out var role) && role.ValueEquals("user"));
            element = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("content", out var content) ? content : default;
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new FormatException("the question is neither text nor a list of messages with a user's turn");
    }

    private static string AnswerText(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0)
        {
            element = element[0];
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!,
            JsonValueKind.Number => element.GetRawText(),
            _ => throw new FormatException($"'{path}' holds neither text nor a number"),
        };
    }

    private static StageFailure Malformed(string path, int line, int column, string why, Exception cause) =>
        new("EMPO2012", $"This row cannot be read: {why}. Mend the row, or correct the columns in the dataset manifest.", path, line, column, cause);
}
