using Empo.Stages.Rows;

namespace Empo.Stages.Datasets;

/// <summary>
/// Reads a list of turns in the forms that datasets and trainers use: <c>{role, content}</c>, or <c>{from, value}</c> with <c>human</c> and
/// <c>gpt</c>; one such turn alone; or a structure with <c>messages</c>. A content may be a list of parts <c>{type: text, text}</c>.
/// </summary>
internal static class Conversation
{
    private static readonly Dictionary<string, string> Roles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["system"] = Turn.System,
        ["developer"] = Turn.System,
        ["user"] = Turn.User,
        ["human"] = Turn.User,
        ["assistant"] = Turn.Assistant,
        ["gpt"] = Turn.Assistant,
        ["model"] = Turn.Assistant,
        ["chatgpt"] = Turn.Assistant,
        ["bot"] = Turn.Assistant,
        ["ai"] = Turn.Assistant,
        ["tool"] = Turn.Tool,
        ["function"] = Turn.Tool,
        ["observation"] = Turn.Tool,
        ["function_call"] = Turn.Tool,
        ["tool_call"] = Turn.Tool,
        ["ipython"] = Turn.Tool,
    };

    private static readonly string[] Prefixes = ["prefix", "prefill", "partial"];

    /// <summary>The turns, or null where the value is not a conversation.</summary>
    public static IReadOnlyList<Turn>? Turns(RowValue? value)
    {
        var items = value?.Items
            ?? value?.Fields?.GetValueOrDefault("messages")?.Items
            ?? (value is not null && Field(value, "role", "from") is not null ? [value] : null);
        return
            items is { Count: > 0 }
            && items.All(item => Field(item, "content", "value") is not null || Field(item, "role", "from") is not null)
            ? [.. items.Select(Read)]
            : null;
    }

    private static Turn Read(RowValue turn)
    {
        var role = Field(turn, "role", "from")?.Text is { Length: > 0 } named ? named : Turn.User;
        var content = Field(turn, "content", "value");
        var calls = turn.Fields!.GetValueOrDefault("tool_calls") ?? turn.Fields!.GetValueOrDefault("function_call");
        return new Turn(Roles.GetValueOrDefault(role, role), Text(content) ?? "")
        {
            Attachments =
                (content?.Items?.Any(part => PartText(part) is null) == true ? RowText.Of(content) : "")
                + (calls is null || RowText.IsEmpty(calls) ? "" : RowText.Of(calls)),
            IsPrefix = Prefixes.Any(name => turn.Fields!.GetValueOrDefault(name)?.Scalar == "true"),
        };
    }

    private static string? Text(RowValue? content) =>
        content?.Text ?? (content?.Items is { Count: > 0 } parts ? string.Concat(parts.Select(PartText)) : null);

    private static string? PartText(RowValue part) => part.Text ?? part.Fields?.GetValueOrDefault("text")?.Text;

    private static RowValue? Field(RowValue turn, string name, string otherName) =>
        turn.Fields?.GetValueOrDefault(name) ?? turn.Fields?.GetValueOrDefault(otherName);
}
