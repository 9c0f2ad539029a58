using Empo.Stages.Rows;

namespace Empo.Stages.Imports;

/// <summary>
/// The text of a response in any of the recorded forms: a text; a message <c>{role, content}</c>; a list of messages, of which the
/// assistant's last one counts (TRL); content in parts <c>{type, text}</c>; or the items of a server's <c>output</c> list.
/// </summary>
internal static class ResponseText
{
    private static readonly string[] Assistants = ["assistant", "gpt", "model", "ai", "bot"];

    /// <summary>The text, empty for a message without one; null where the value is not a response.</summary>
    public static string? Of(RowValue value)
    {
        if (value.Text is { } text)
        {
            return text;
        }

        if (value.Fields is not null)
        {
            return IsMessage(value) ? Content(value) : null;
        }

        if (value.Items is not { Count: > 0 } items)
        {
            return null;
        }

        return items.LastOrDefault(item =>
                IsMessage(item) && Role(item) is { } role && Assistants.Contains(role, StringComparer.OrdinalIgnoreCase)
            )
                is { } reply
                ? Content(reply)
            : items.All(item => Part(item) is not null) && items.All(item => item.Text is null) ? string.Concat(items.Select(Part))
            : null;
    }

    /// <summary>Whether a value is a message, which can lack text and still be a response.</summary>
    public static bool IsMessage(RowValue? value) =>
        value?.Fields is { } fields
        && Role(value) is not null
        && (fields.ContainsKey("content") || fields.ContainsKey("value") || fields.ContainsKey("role"));

    private static string? Role(RowValue message) =>
        (message.Fields!.GetValueOrDefault("role") ?? message.Fields!.GetValueOrDefault("from"))?.Text;

    private static string Content(RowValue message)
    {
        var content = message.Fields!.GetValueOrDefault("content") ?? message.Fields!.GetValueOrDefault("value");
        return content?.Text
            ?? (content?.Items is { } parts ? string.Concat(parts.Select(Part)) : message.Fields!.GetValueOrDefault("refusal")?.Text ?? "");
    }

    /// <summary>The text of a part. A reasoning part does not belong to the response.</summary>
    private static string? Part(RowValue part) =>
        part.Text
        ?? (part.Fields?.GetValueOrDefault("type")?.Text is "reasoning" or "thinking" ? "" : part.Fields?.GetValueOrDefault("text")?.Text);
}
