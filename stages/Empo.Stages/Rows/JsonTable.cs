using System.Text.Json;

namespace Empo.Stages.Rows;

/// <summary>
/// The rows that one JSON object holds: a list of objects under some name (<c>{"data": [{…}, {…}]}</c>), columns as lists or by row
/// number (<c>{"question": ["…", "…"]}</c>, <c>{"question": {"0": "…"}}</c>, as datasets' <c>to_dict</c> and pandas' <c>to_json</c> write
/// them), rows by number (<c>{"0": {…}}</c>), or column names with lists of values (<c>{"columns": […], "data": [[…]]}</c>).
/// </summary>
internal static class JsonTable
{
    /// <summary>The fields of each row, null for an entry that is not an object. Returns null where the object is itself a row.</summary>
    /// <param name="columns">Dotted paths of the columns to read.</param>
    public static IEnumerable<Dictionary<string, JsonElement>?>? Rows(JsonElement root, IReadOnlyCollection<string> columns)
    {
        var fields = Fields(root)!;
        var asked = fields.Where(field => RowFile.IsAsked(field.Key, columns)).ToDictionary(StringComparer.Ordinal);
        if (asked.Count > 0)
        {
            return ByLists(asked) ?? ByNumbers(asked);
        }

        return Split(fields) ?? Wrapped(fields) ?? Numbered(fields, columns);
    }

    private static IEnumerable<Dictionary<string, JsonElement>?>? ByLists(Dictionary<string, JsonElement> columns)
    {
        if (
            columns.Values.Any(column => column.ValueKind != JsonValueKind.Array || column.EnumerateArray().All(IsMessage))
            || columns.Values.DistinctBy(column => column.GetArrayLength()).Count() > 1
        )
        {
            return null;
        }

        var lists = columns.ToDictionary(column => column.Key, column => column.Value.EnumerateArray().ToArray(), StringComparer.Ordinal);
        return Enumerable
            .Range(0, lists.Values.First().Length)
            .Select(row => lists.ToDictionary(list => list.Key, list => list.Value[row], StringComparer.Ordinal));
    }

    /// <summary>A list of messages is a conversation; so is an empty list.</summary>
    private static bool IsMessage(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && (item.TryGetProperty("role", out _) || item.TryGetProperty("from", out _));

    private static IEnumerable<Dictionary<string, JsonElement>?>? ByNumbers(Dictionary<string, JsonElement> columns)
    {
        if (
            columns.Values.Any(column =>
                column.ValueKind != JsonValueKind.Object
                || !column.EnumerateObject().Any()
                || !column.EnumerateObject().All(row => row.Name.All(char.IsAsciiDigit))
            )
        )
        {
            return null;
        }

        var rows = columns.Values.SelectMany(column => column.EnumerateObject().Select(row => row.Name)).Distinct(StringComparer.Ordinal);
        return rows.Select(row =>
            columns
                .Where(column => column.Value.TryGetProperty(row, out _))
                .ToDictionary(column => column.Key, column => column.Value.GetProperty(row), StringComparer.Ordinal)
        );
    }

    private static IEnumerable<Dictionary<string, JsonElement>?>? Split(Dictionary<string, JsonElement> fields)
    {
        if (
            !fields.TryGetValue("columns", out var names)
            || !fields.TryGetValue("data", out var data)
            || names.ValueKind != JsonValueKind.Array
            || data.ValueKind != JsonValueKind.Array
            || !names.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
        )
        {
            return null;
        }

        string[] columns = [.. names.EnumerateArray().Select(name => name.GetString()!)];
        return data.EnumerateArray()
            .Select(row =>
                row.ValueKind == JsonValueKind.Array && row.GetArrayLength() == columns.Length
                    ? columns
                        .Zip(row.EnumerateArray())
                        .DistinctBy(pair => pair.First)
                        .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)
                    : null
            );
    }

    /// <summary>
    /// The only list of objects. Where there are several (for example splits of a dataset), it is unknown which one is meant.
    /// </summary>
    private static IEnumerable<Dictionary<string, JsonElement>?>? Wrapped(Dictionary<string, JsonElement> fields)
    {
        var lists = fields
            .Values.Where(value =>
                value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(row => row.ValueKind == JsonValueKind.Object)
            )
            .ToList();
        return lists is [var only] ? only.EnumerateArray().Select(Fields) : null;
    }

    private static IEnumerable<Dictionary<string, JsonElement>?>? Numbered(
        Dictionary<string, JsonElement> fields,
        IReadOnlyCollection<string> columns
    ) =>
        fields.Values.Any(row => Fields(row) is { } of && of.Keys.Any(name => RowFile.IsAsked(name, columns)))
            ? fields.Values.Select(Fields)
            : null;

    /// <summary>The fields of an object, the last one where a name occurs twice; null where the element is not an object.</summary>
    private static Dictionary<string, JsonElement>? Fields(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in element.EnumerateObject())
        {
            fields[field.Name] = field.Value;
        }

        return fields;
    }
}
