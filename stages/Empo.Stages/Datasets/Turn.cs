namespace Empo.Stages.Datasets;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>, or as written where it is none of the common
/// names.</param>
/// <param name="Content">Its text; empty where it has none.</param>
internal sealed record Turn(string Role, string Content)
{
    public const string System = "system";
    public const string User = "user";
    public const string Assistant = "assistant";
    public const string Tool = "tool";

    /// <summary>Content besides text: tool calls, images. Empty for none.</summary>
    public string Attachments { get; init; } = "";

    /// <summary>Whether the turn declares itself to be only the beginning of a reply (<c>prefix: true</c>, <c>partial: true</c>).</summary>
    public bool IsPrefix { get; init; }

    /// <summary>
    /// Whether it holds something that prompts are not rendered with here: a tool call or its answer, an image, a role that no template
    /// has.
    /// </summary>
    public bool IsMoreThanText => Role is not (System or User or Assistant) || Attachments.Length > 0;
}
