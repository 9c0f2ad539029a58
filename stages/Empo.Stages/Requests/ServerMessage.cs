using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Empo.Stages.Requests;

/// <summary>Extracts the server's message from the text of a reply: the message of an error object, or the words of a page.</summary>
internal static partial class ServerMessage
{
    private const int Longest = 300;

    /// <summary>
    /// One line of at most 300 characters. <c>{"error": {"message": "m"}}</c>, <c>{"error": "m"}</c>, <c>{"message": "m"}</c> and
    /// <c>{"detail": "m"}</c> give m; a page gives its text without tags; anything else is shown as it is.
    /// </summary>
    public static string Of(string text)
    {
        var said = InJson(text) ?? (text.TrimStart().StartsWith('<') ? WebUtility.HtmlDecode(Tags().Replace(text, " ")) : text);
        var line = Spaces().Replace(said, " ").Trim().TrimEnd('.');
        return line.Length == 0 ? "nothing" : line.Length <= Longest ? line : line[..Longest] + "…";
    }

    private static string? InJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return Words(json.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Words(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }

        foreach (var name in new[] { "error", "message", "detail" })
        {
            if (
                element.TryGetProperty(name, out var inner)
                && inner.ValueKind is not (JsonValueKind.Null or JsonValueKind.False or JsonValueKind.True)
            )
            {
                return Words(inner) ?? inner.GetRawText();
            }
        }

        return null;
    }

    [GeneratedRegex(
        @"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>",
        RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
