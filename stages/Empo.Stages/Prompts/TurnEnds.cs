using Empo.Stages.Tokenization;

namespace Empo.Stages.Prompts;

/// <summary>The tokens that close a turn of a conversation, for the chat formats that have such a token.</summary>
internal static class TurnEnds
{
    /// <summary>ChatML (Qwen), Llama 3, Gemma, Phi.</summary>
    private static readonly string[] Markers = ["<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end|>"];

    /// <summary>
    /// Ids of the markers that the folder's chat template writes and that are single tokens of the tokenizer; none without a template.
    /// </summary>
    public static IReadOnlyList<int> OfTemplate(string folder, ITextTokenizer tokenizer) =>
        ChatTemplateFile.Find(folder) is { } source ? Ids(tokenizer, (marker, _) => source.Contains(marker, StringComparison.Ordinal)) : [];

    /// <summary>Ids of the markers that occur in a prompt.</summary>
    public static IReadOnlyList<int> In(IReadOnlyList<int> prompt, ITextTokenizer tokenizer) =>
        Ids(tokenizer, (_, id) => prompt.Contains(id));

    private static int[] Ids(ITextTokenizer tokenizer, Func<string, int, bool> occurs) =>
        [
            .. Markers
                .Select(marker => (Marker: marker, Id: tokenizer.IdOf(marker)))
                .Where(item => item.Id is { } id && occurs(item.Marker, id))
                .Select(item => item.Id!.Value),
        ];
}
