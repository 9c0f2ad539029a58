using System.Text;
using System.Text.Json;

namespace Empo.Stages.Rows;

/// <summary>
/// A JSON text as Python's <c>json</c> writes it: with <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> where JSON has no such numbers.
/// </summary>
internal static class JsonText
{
    /// <summary>Numbers that represent them, in a spelling that no program writes.</summary>
    private const string NotANumber = "0e-88888888", Infinite = "1e+88888888", NegativeInfinite = "-1e+88888888";

    private static readonly (string Written, string Number, double Value)[] Words =
    [
        ("NaN", NotANumber, double.NaN),
        ("-Infinity", NegativeInfinite, double.NegativeInfinity),
        ("Infinity", Infinite, double.PositiveInfinity),
    ];

    /// <summary>Parses a whole text.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException) when (Words.Any(word => text.Contains(word.Written, StringComparison.Ordinal)))
        {
            return JsonDocument.Parse(WithNumbers(text));
        }
    }

    /// <summary>Fields by name.</summary>
    /// <param name="columns">Dotted paths of the columns to read; null takes every field.</param>
    /// <param name="repeated">A name that has several values, or null.</param>
    /// <exception cref="InvalidOperationException">Half of a surrogate pair, escaped.</exception>
    public static Dictionary<string, RowValue> Fields(
        IEnumerable<(string Name, JsonElement Value)> properties,
        IReadOnlyCollection<string>? columns,
        out string? repeated
    )
    {
        var fields = new Dictionary<string, RowValue>(StringComparer.Ordinal);
        repeated = null;
        foreach (var (name, element) in properties.Where(property => columns is null || RowFile.IsAsked(property.Name, columns)))
        {
            var value = Value(element, ref repeated);
            if (!fields.TryAdd(name, value))
            {
                repeated = name;
                fields[name] = value;
            }
        }

        return fields;
    }

    private static RowValue Value(JsonElement element, ref string? repeated) => element.ValueKind switch
    {
        JsonValueKind.String => RowValue.Of(element.GetString()),
        JsonValueKind.Number => Number(element.GetRawText()),
        JsonValueKind.True or JsonValueKind.False => RowValue.Of(element.GetBoolean()),
        JsonValueKind.Array => List(element, ref repeated),
        JsonValueKind.Object => Structure(element, ref repeated),
        _ => RowValue.Null,
    };

    private static RowValue Structure(JsonElement element, ref string? repeated)
    {
        var fields = Fields(element.EnumerateObject().Select(property => (property.Name, property.Value)), null, out var within);
        repeated ??= within;
        return RowValue.Of(fields);
    }

    private static RowValue Number(string text)
    {
        foreach (var (_, number, value) in Words)
        {
            if (text == number)
            {
                return RowValue.Of(value);
            }
        }

        return RowValue.OfNumeral(text);
    }

    /// <summary>Lists of whole numbers (token ids) become one array.</summary>
    private static RowValue List(JsonElement element, ref string? repeated)
    {
        var count = element.GetArrayLength();
        var numbers = new long[count];
        var i = 0;
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out numbers[i]))
            {
                return Mixed(element, ref repeated);
            }

            i++;
        }

        return count == 0 ? RowValue.Of(Array.Empty<RowValue>()) : RowValue.Of(numbers);
    }

    private static RowValue Mixed(JsonElement element, ref string? repeated)
    {
        var values = new List<RowValue>();
        foreach (var item in element.EnumerateArray())
        {
            values.Add(Value(item, ref repeated));
        }

        return RowValue.Of([.. values]);
    }

    /// <summary>The text with these words replaced by numbers, outside strings.</summary>
    private static string WithNumbers(string text)
    {
        var (result, scan) = (new StringBuilder(text.Length), new JsonScan());
        for (var at = 0; at < text.Length;)
        {
            if (
                !scan.InString
                && text[at] is 'N' or 'I' or '-'
                && Array.FindIndex(Words, word => text.AsSpan(at).StartsWith(word.Written)) is >= 0 and var word
            )
            {
                result.Append(Words[word].Number);
                at += Words[word].Written.Length;
                continue;
            }

            scan.Take(text[at]);
            result.Append(text[at++]);
        }

        return result.ToString();
    }
}
