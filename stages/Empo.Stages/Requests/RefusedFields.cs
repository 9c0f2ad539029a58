using System.Text.Json;
using System.Text.RegularExpressions;

namespace Empo.Stages.Requests;

/// <summary>
/// Finds the fields of a request that a refusal names. Sources, in this order: <c>loc</c> of every entry of <c>detail</c> (FastAPI),
/// <c>param</c> of the error (OpenAI, vLLM), the locations that pydantic prints, and finally words of the message.
/// </summary>
internal static partial class RefusedFields
{
    /// <summary>
    /// Fields that every request has. A text that quotes one of them as a key echoes the request, so the fields in it are not refused.
    /// </summary>
    private static readonly string[] Always = ["prompt", "messages"];

    /// <summary>The fields of <paramref name="sent"/> that the text names; empty where it names none.</summary>
    public static IReadOnlySet<string> In(string reply, IReadOnlyCollection<string> sent)
    {
        var (named, message) = Structured(reply);
        if (named.Count == 0)
        {
            named.AddRange(Places().Matches(message).Select(match => match.Groups[1].Value));
        }

        if (
            named.Count == 0
            && !Always.Any(field =>
                message.Contains($"\"{field}\"", StringComparison.Ordinal) || message.Contains($"'{field}':", StringComparison.Ordinal)
            )
        )
        {
            named.AddRange(Words().Matches(message).Select(match => match.Value));
        }

        return sent.Where(named.Contains).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// Whether a text says that something about the request is not possible. The text of a genuine server error (5xx) does not.
    /// </summary>
    public static bool IsRefusal(string reply) => Refusal().IsMatch(reply);

    /// <summary>Whether a refusal is about a field's name and not about its value.</summary>
    public static bool AreUnknown(string reply) => Unknown().IsMatch(reply);

    /// <summary>The fields that the error names in a structured field, and its message.</summary>
    private static (List<string> Named, string Message) Structured(string reply)
    {
        try
        {
            using var json = JsonDocument.Parse(reply);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return ([], reply);
            }

            var error = root.TryGetProperty("error", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
            List<string> named = [.. Locations(root), .. Locations(error)];
            if (Text(error, "param") is { } parameter)
            {
                named.AddRange(Words().Matches(parameter).Select(match => match.Value));
            }

            return (named, Text(error, "message") ?? Text(root, "error") ?? Text(root, "detail") ?? reply);
        }
        catch (JsonException)
        {
            return ([], reply);
        }
    }

    /// <summary>First part after the body of each <c>loc</c> of <c>{"detail": [{"loc": ["body", "top_k"], …}]}</c>.</summary>
    private static IEnumerable<string> Locations(JsonElement element) =>
        element.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.Array
            ? detail
                .EnumerateArray()
                .Where(entry =>
                    entry.ValueKind == JsonValueKind.Object
                    && entry.TryGetProperty("loc", out var place)
                    && place.ValueKind == JsonValueKind.Array
                )
                .SelectMany(entry =>
                    entry
                        .GetProperty("loc")
                        .EnumerateArray()
                        .Where(part => part.ValueKind == JsonValueKind.String && part.GetString() != "body")
                        .Take(1)
                )
                .Select(part => part.GetString()!)
                .ToList()
            : [];

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>
    /// <c>'loc': ('body', 'top_k')</c>, as pydantic prints its errors, and <c>body -&gt; top_k</c>, as its first version did.
    /// </summary>
    [GeneratedRegex(@"(?:['""]loc['""]:\s*[\(\[]\s*['""]body['""],\s*['""]|\bbody\s*->\s*)(\w+)")]
    private static partial Regex Places();

    [GeneratedRegex(@"(?<![\w-])[a-z]\w*(?![\w-])")]
    private static partial Regex Words();

    [GeneratedRegex(
        @"unsupported|unrecogni[sz]ed|unexpected|unknown|invalid|illegal|not (?:be )?(?:supported|permitted|allowed|implemented"
            + @"|accepted)|is allowed|must|cannot|should be",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Refusal();

    [GeneratedRegex(
        @"extra|unrecogni[sz]ed|unexpected|unknown|unsupported param|not permitted",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Unknown();
}
