using System.Text.Json;
using System.Text.RegularExpressions;
using Empo.Stages.Rows;

namespace Empo.Stages.Datasets;

/// <summary>
/// Reads the label in a column: a text or number, a list (its first entry counts), a structure such as <c>{"ground_truth": "2"}</c>,
/// messages (the last reply counts), or one of these written as text.
/// </summary>
internal static partial class LabelColumn
{
    private const int MaxDepth = 4;

    private static readonly string[] Fields = ["ground_truth", "answer", "final_answer", "label", "solution", "value"];

    /// <summary>The label as written; null where there is none.</summary>
    public static string? Text(RowValue? value) => Text(value, 0);

    /// <summary>
    /// Whether the column holds something that is not a label at all: a structure without a known field, or a list of lists.
    /// </summary>
    public static bool IsUnreadable(RowValue? value) => value is not null && !RowText.IsEmpty(value) && Text(value) is null;

    private static string? Text(RowValue? value, int depth)
    {
        if (value is null || value.IsNull || depth > MaxDepth)
        {
            return null;
        }

        if (value.Text is { } text)
        {
            return Quoted(text) ?? text;
        }

        if (Conversation.Turns(value)?.LastOrDefault(turn => turn.Role == Turn.Assistant) is { } reply)
        {
            return reply.Content;
        }

        if (value.Items is { } items)
        {
            return items.Select(item => Text(item, depth + 1)).FirstOrDefault(entry => Label.Read(entry).Text is not null)
                ?? (items.Count > 0 ? Text(items[0], depth + 1) : null);
        }

        return value.Fields is { } fields
            ? Fields.Select(name => Text(fields.GetValueOrDefault(name), depth + 1)).FirstOrDefault(found => found is not null)
            : value.Scalar;
    }

    /// <summary>
    /// The first entry of a list of texts, or the known field of a structure, that a program wrote as text (CSV, a column of JSON).
    /// </summary>
    private static string? Quoted(string text)
    {
        var trimmed = text.Trim();
        if (PythonList().Match(trimmed) is { Success: true } list)
        {
            return list.Groups["first"].Value;
        }

        if (PythonField().Match(trimmed) is { Success: true } field)
        {
            return field.Groups["value"].Value;
        }

        if (!JsonStart().IsMatch(trimmed))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(trimmed);
            return First(document.RootElement, 0);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? First(JsonElement element, int depth) =>
        element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            JsonValueKind.Array when depth < MaxDepth => element
                .EnumerateArray()
                .Select(item => First(item, depth + 1))
                .FirstOrDefault(found => found is not null),
            JsonValueKind.Object when depth < MaxDepth => Fields
                .Where(name => element.TryGetProperty(name, out _))
                .Select(name => First(element.GetProperty(name), depth + 1))
                .FirstOrDefault(found => found is not null),
            _ => null,
        };

    // A list of numbers without quotes may be an interval or a vector, so it stays as it is.
    [GeneratedRegex(@"^(?:\[\s*[""{]|\{\s*"")")]
    private static partial Regex JsonStart();

    [GeneratedRegex(@"^\[\s*'(?<first>[^']*)'(?:\s*,\s*'[^']*')*\s*\]$")]
    private static partial Regex PythonList();

    [GeneratedRegex(@"^\{(?:.*,)?\s*'(?:ground_truth|answer|final_answer)'\s*:\s*\[?\s*'(?<value>[^']*)'.*\}$", RegexOptions.Singleline)]
    private static partial Regex PythonField();
}
