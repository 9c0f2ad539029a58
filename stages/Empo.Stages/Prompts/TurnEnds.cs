using Empo.Stages.Tokenization;

namespace Empo.Stages.Prompts;

/// <summary>The tokens that close a turn of a conversation, for the chat formats that have such a token.</summary>
internal static class TurnEnds
{
    /// <summary>ChatML (Qwen), Llama 3, Gemma, Phi.</summary>
    private static readonly string[] Markers = ["<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end|>"];

    /// <summary>
    /// The id that the folder's chat template writes after a reply. Where the template shows none, ids of the known markers that it
    /// contains; none without a template.
    /// </summary>
    public static IReadOnlyList<int> OfTemplate(string folder, ITextTokenizer tokenizer) =>
        AfterReply(folder, tokenizer) is { } end ? [end]
        : ChatTemplateFile.Find(folder) is { } source ? Ids(tokenizer, (marker, _) => source.Contains(marker, StringComparison.Ordinal))
        : [];

    /// <summary>
    /// Ids of the known markers that occur in a prompt. One that the folder's template writes, but not after a reply, ends no reply:
    /// <c>&lt;|end|></c> of gpt-oss stands between the parts of one.
    /// </summary>
    public static IReadOnlyList<int> In(IReadOnlyList<int> prompt, string folder, ITextTokenizer tokenizer)
    {
        var end = AfterReply(folder, tokenizer);
        var source = end is null ? null : ChatTemplateFile.Find(folder);
        return Ids(
            tokenizer,
            (marker, id) => prompt.Contains(id) && (id == end || source?.Contains(marker, StringComparison.Ordinal) != true)
        );
    }

    private static int? AfterReply(string folder, ITextTokenizer tokenizer)
    {
        if (ChatTemplateFile.TryRead(folder)?.AfterReply()?.TrimStart() is not { Length: > 0 } tail)
        {
            return null;
        }

        try
        {
            return tokenizer.Encode(tail) is [var first, ..] && tokenizer.SpecialIds.Contains(first) ? first : null;
        }
        catch (UserError)
        {
            return null; // a word-level tokenizer without the words of the template
        }
    }

    private static int[] Ids(ITextTokenizer tokenizer, Func<string, int, bool> occurs) =>
        [
            .. Markers
                .Select(marker => (Marker: marker, Id: tokenizer.IdOf(marker)))
                .Where(item => item.Id is { } id && occurs(item.Marker, id))
                .Select(item => item.Id!.Value),
        ];
}
