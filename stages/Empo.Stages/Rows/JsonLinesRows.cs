using System.Text.Json;
using Empo.Experiments.Execution;

namespace Empo.Stages.Rows;

/// <summary>Rows of a JSON-lines file: one object a line, blank lines are skipped.</summary>
internal static class JsonLinesRows
{
    /// <exception cref="StageFailure">EMPO2012 at a line that is no JSON object.</exception>
    public static IEnumerable<Row> Read(string path)
    {
        var (line, number) = (0, 0L);
        foreach (var text in TextLines.Read(path))
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return new Row(path, line, ++number, Parse(text, path, line));
            }
        }
    }

    private static RowValue Parse(string text, string path, int line)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Value(document.RootElement) : throw Malformed(path, line, 1, null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a surrogate pair, escaped.
            throw Malformed(path, line, (int)((exception as JsonException)?.BytePositionInLine ?? 0) + 1, exception);
        }
    }

    private static RowValue Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => RowValue.Of(element.GetString()),
        JsonValueKind.Number => RowValue.OfNumeral(element.GetRawText()),
        JsonValueKind.True or JsonValueKind.False => RowValue.Of(element.GetBoolean()),
        JsonValueKind.Array => List(element),
        JsonValueKind.Object => RowValue.Of(Structure(element)),
        _ => RowValue.Null,
    };

    private static Dictionary<string, RowValue> Structure(JsonElement element)
    {
        var fields = new Dictionary<string, RowValue>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            fields[property.Name] = Value(property.Value);
        }

        return fields;
    }

    /// <summary>Lists of whole numbers (token ids) become one array.</summary>
    private static RowValue List(JsonElement element)
    {
        var count = element.GetArrayLength();
        var numbers = new long[count];
        var i = 0;
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out numbers[i]))
            {
                return RowValue.Of([.. element.EnumerateArray().Select(Value)]);
            }

            i++;
        }

        return count == 0 ? RowValue.Of(Array.Empty<RowValue>()) : RowValue.Of(numbers);
    }

    private static StageFailure Malformed(string path, int line, int column, Exception? cause) =>
        new("EMPO2012", "This row cannot be read: it is not a JSON object. Mend the row, or correct the columns in the dataset manifest.", path, line, column, cause);
}
