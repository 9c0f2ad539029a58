using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Empo.Stages.Tokenization;

/// <summary>The part of Hugging Face's <c>tokenizer.json</c> that byte-level models use; anything else in it is refused by name.</summary>
internal static class ByteLevelJson
{
    /// <summary>The pattern that pre-tokenizer ByteLevel applies itself where <c>use_regex</c> is on. Source: the GPT-2 release.</summary>
    private const string OwnPattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public static ByteLevelTokenizer Read(JsonObject json, IReadOnlyList<AddedToken> added, int? endOfText)
    {
        var model = json["model"]!;
        foreach (var key in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            Refuse(model[key] is { } text && text.GetValue<string>().Length > 0, $"model.{key} is not implemented");
        }

        Refuse(IsOn(model["byte_fallback"]), "model.byte_fallback is not implemented");
        Refuse(
            TypeOf(json["post_processor"]) is not (null or "ByteLevel"),
            $"the post_processor {TypeOf(json["post_processor"])} is not implemented"
        );
        Refuse(
            TypeOf(json["decoder"]) is not "ByteLevel",
            $"the decoder {TypeOf(json["decoder"])} of a BPE model is not implemented, only ByteLevel"
        );
        return new ByteLevelTokenizer(
            new ByteLevelModel
            {
                Vocabulary = VocabularyJson.Read(model["vocab"]),
                Merges = Merges(model["merges"]),
                Patterns = Patterns(json["pre_tokenizer"]),
                Composed = Composed(json["normalizer"]),
                IgnoreMerges = IsOn(model["ignore_merges"]),
            },
            added,
            endOfText);
    }

    /// <summary>Accepts both published forms: <c>"a b"</c> and <c>["a", "b"]</c>.</summary>
    private static List<string> Merges(JsonNode? node) =>
        [
            .. (node as JsonArray ?? throw new JsonException("model.merges is missing")).Select(merge =>
                merge switch
                {
                    JsonArray { Count: 2 } pair when pair[0] is { } first && pair[1] is { } second =>
                        $"{first.GetValue<string>()} {second.GetValue<string>()}",
                    JsonValue text when text.GetValue<string>().Split(' ').Length == 2 => text.GetValue<string>(),
                    _ => throw new JsonException("model.merges holds something that is not a pair"),
                }
            ),
        ];

    private static bool Composed(JsonNode? node) =>
        TypeOf(node) switch
        {
            null => false,
            "NFC" => true,
            "Sequence" when node!["normalizers"] is JsonArray list && list.All(item => TypeOf(item) == "NFC") => list.Count > 0,
            var other => throw new NotSupportedException($"the normalizer {other} is not implemented"),
        };

    private static List<string> Patterns(JsonNode? node)
    {
        var steps = TypeOf(node) == "Sequence" ? node!["pretokenizers"] as JsonArray ?? [] : new JsonArray(node?.DeepClone());
        Refuse(TypeOf(steps.LastOrDefault()) != "ByteLevel", "a BPE model without the pre_tokenizer ByteLevel is not implemented");
        return [.. steps.Select(Pattern).OfType<string>()];
    }

    /// <summary>The pattern of one step; null where the step does not cut.</summary>
    private static string? Pattern(JsonNode? step)
    {
        switch (TypeOf(step))
        {
            case "ByteLevel":
                Refuse(IsOn(step!["add_prefix_space"]), "pre_tokenizer.add_prefix_space is not implemented");
                return step["use_regex"] is null || IsOn(step["use_regex"]) ? OwnPattern : null;
            case "Split":
                Refuse(
                    step!["behavior"]?.GetValue<string>() != "Isolated" || IsOn(step["invert"]),
                    "a pre_tokenizer Split with another behavior than Isolated is not implemented"
                );
                return step["pattern"]?["Regex"]?.GetValue<string>()
                    ?? Regex.Escape(step["pattern"]?["String"]?.GetValue<string>() ?? throw new JsonException("a Split has no pattern"));
            case "Digits":
                return IsOn(step!["individual_digits"]) ? @"\p{Nd}" : @"\p{Nd}+";
            case var other:
                throw new NotSupportedException($"the pre_tokenizer {other} is not implemented");
        }
    }

    private static string? TypeOf(JsonNode? node) => node?["type"]?.GetValue<string>();

    private static bool IsOn(JsonNode? node) => node is not null && node.GetValue<bool>();

    private static void Refuse(bool condition, string what)
    {
        if (condition)
        {
            throw new NotSupportedException(what);
        }
    }
}
