using Empo.Stages.Rows;

namespace Empo.Stages.Datasets;

/// <summary>
/// A list of turns as question sets write them: <c>{role, content}</c>, or <c>{from, value}</c> with <c>human</c> and <c>gpt</c>. A
/// content may be a list of parts <c>{type: text, text}</c>. System turns are left to the prompt settings.
/// </summary>
internal static class Conversation
{
    /// <summary>The last turn of the user, or null where the value is no conversation or has none.</summary>
    public static string? LastQuestion(RowValue value) => Last(value, "user", "human");

    /// <summary>The last turn of the assistant, or null where the value is no conversation or has none.</summary>
    public static string? LastReply(RowValue value) => Last(value, "assistant", "gpt");

    private static string? Last(RowValue value, params string[] roles)
    {
        var turn = value.Items?.LastOrDefault(turn => Field(turn, "role", "from")?.Text is { } role && roles.Contains(role));
        return turn is null ? null : Content(Field(turn, "content", "value"));
    }

    private static RowValue? Field(RowValue turn, string name, string otherName) =>
        turn.Fields?.GetValueOrDefault(name) ?? turn.Fields?.GetValueOrDefault(otherName);

    private static string? Content(RowValue? content) => content?.Text
        ?? (content?.Items is { Count: > 0 } parts && parts.All(part => part.Fields?.GetValueOrDefault("text")?.Text is not null) ? string.Concat(parts.Select(part => part.Fields!["text"].Text)) : null);
}
