namespace Empo.Stages.Tokenization;

/// <summary>
/// The ids that the post-processor puts around a text (<c>TemplateProcessing</c>): the beginning of a text, for Llama and Gemma. Plain
/// prompts get them; a chat template writes its own.
/// </summary>
internal sealed record PromptFrame(IReadOnlyList<int> Start, IReadOnlyList<int> End)
{
    public static PromptFrame None { get; } = new([], []);

    /// <summary>Ids with the frame around them. One that is there already, because the text writes it, is not doubled.</summary>
    public int[] Around(int[] ids)
    {
        var starts = ids.AsSpan().StartsWith(Start.ToArray());
        var ends = ids.AsSpan().EndsWith(End.ToArray());
        return starts && ends ? ids : [.. starts ? [] : Start, .. ids, .. ends ? [] : End];
    }
}
