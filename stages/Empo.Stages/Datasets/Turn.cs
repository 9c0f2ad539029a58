namespace Empo.Stages.Datasets;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>, or as it is written where it is none of the names in
/// use.</param>
/// <param name="Content">Its text; empty where it has none.</param>
internal sealed record Turn(string Role, string Content)
{
    public const string System = "system";
    public const string User = "user";
    public const string Assistant = "assistant";
    public const string Tool = "tool";

    /// <summary>What it holds beside text: calls of tools, images. Empty for none.</summary>
    public string Attachments { get; init; } = "";

    /// <summary>
    /// Whether the turn says of itself that it is only the beginning of a reply (<c>prefix: true</c>, <c>partial: true</c>).
    /// </summary>
    public bool IsPrefix { get; init; }

    /// <summary>
    /// Whether it holds what no prompt is rendered with here: a tool's call or answer, an image, a role that no template has.
    /// </summary>
    public bool IsMoreThanText => Role is not (System or User or Assistant) || Attachments.Length > 0;
}
