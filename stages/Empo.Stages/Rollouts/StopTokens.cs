using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Prompts;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Rollouts;

/// <summary>
/// Which tokens end a response: the tokenizer's end of text, the ends that generation_config.json names, and the end of a turn where
/// prompts are chat turns. A base model's files name only its end of text. Prompted in ChatML, it ends its turn and then plays both parts.
/// </summary>
internal static class StopTokens
{
    /// <summary>Ids, ascending.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="folder">The model's folder.</param>
    /// <param name="prompts">In tokens. A turn end from a template written by hand into <c>prompt.template</c> is found in the
    /// first.</param>
    /// <exception cref="UserError">EMPO3014 where nothing names an end.</exception>
    public static IReadOnlyList<int> Of(ITextTokenizer tokenizer, string folder, IEnumerable<IReadOnlyList<int>> prompts) =>
        Named(tokenizer, folder, prompts) is { Count: > 0 } ends
            ? ends
            : throw new UserError(
                "EMPO3014",
                "No file of the model names an end of text, so no response would ever stop. Name the token in "
                    + $"{TokenizerFolder.ConfigName} (\"eos_token\": its text) or in {GenerationConfigFile.FileName} "
                    + "(\"eos_token_id\": its id).",
                Path.Combine(folder, TokenizerFolder.ConfigName)
            );

    /// <summary>The same, but empty where nothing names an end.</summary>
    public static IReadOnlyList<int> Named(ITextTokenizer tokenizer, string folder, IEnumerable<IReadOnlyList<int>> prompts)
    {
        var tokens = new SortedSet<int>(GenerationConfigFile.StopTokens(folder, tokenizer.EndOfText));
        tokens.UnionWith(TurnEnds.OfTemplate(folder, tokenizer));
        tokens.UnionWith(TurnEnds.In(prompts.FirstOrDefault() ?? [], folder, tokenizer));
        return tokens.Count > 0 ? [.. tokens] : TokenIds.Of(DecoderConfigFile.Json(folder)["eos_token_id"]);
    }
}
