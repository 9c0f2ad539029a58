using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Stages.Tokenization;

/// <summary>
/// The part of Hugging Face's <c>tokenizer.json</c> that byte-pair encoding uses; anything else in it is refused by name.
/// </summary>
internal static class BpeJson
{
    public static BpeTokenizer Read(JsonObject json, IReadOnlyList<AddedToken> added, int? endOfText, PromptFrame? frame)
    {
        var model = json["model"]!;
        foreach (var key in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            JsonStep.Refuse(model[key] is { } text && text.GetValue<string>().Length > 0, $"model.{key} is not implemented");
        }

        var fallback = JsonStep.IsOn(model["byte_fallback"]);
        var (composed, replacements) = NormalizerJson.Read(json["normalizer"], added);
        var steps = PreTokenizerJson.Read(json["pre_tokenizer"], fallback);
        var spaces = DecoderJson.Read(json["decoder"], fallback);
        var (vocabulary, merges) = (VocabularyJson.Read(model["vocab"]), Merges(model["merges"]));
        return new BpeTokenizer(
            new BpeModel
            {
                Vocabulary = vocabulary,
                Alphabet = fallback ? new ByteFallbackSymbols(vocabulary) : new ByteLevelSymbols(vocabulary),
                Merges = merges,
                Steps = steps,
                Composed = composed,
                Replacements = replacements,
                IgnoreMerges = JsonStep.IsOn(model["ignore_merges"]),
                Spaces = spaces,
            },
            added,
            endOfText,
            frame ?? PostProcessorJson.Read(json["post_processor"])
        );
    }

    /// <summary>Accepts both published forms: <c>"a b"</c> and <c>["a", "b"]</c>.</summary>
    private static List<(string, string)> Merges(JsonNode? node) =>
        [
            .. (node as JsonArray ?? throw new JsonException("model.merges is missing")).Select(merge =>
                merge switch
                {
                    JsonArray { Count: 2 } pair when pair[0] is { } first && pair[1] is { } second => (
                        first.GetValue<string>(),
                        second.GetValue<string>()
                    ),
                    JsonValue text when text.GetValue<string>().Split(' ') is [var first, var second] => (first, second),
                    _ => throw new JsonException("model.merges holds something that is not a pair"),
                }
            ),
        ];
}
