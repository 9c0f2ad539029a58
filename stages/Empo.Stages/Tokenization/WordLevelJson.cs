using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Stages.Tokenization;

/// <summary>The part of Hugging Face's <c>tokenizer.json</c> that a word-level tokenizer needs, for reading and writing.</summary>
internal static class WordLevelJson
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static WordLevelTokenizer Read(JsonObject json, IReadOnlyList<AddedToken> added, int? endOfText)
    {
        RefuseUnimplemented(json);
        var vocabulary = VocabularyJson.Read(json["model"]?["vocab"]);
        var separator = json["decoder"] is null ? " " : "";
        return new WordLevelTokenizer(vocabulary, Pattern(json["pre_tokenizer"]), added, separator, endOfText);
    }

    /// <summary>Writes tokenizer.json and tokenizer_config.json.</summary>
    public static void Write(string folder, WordLevelTokenizer tokenizer)
    {
        Directory.CreateDirectory(folder);
        var json = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. tokenizer.Added.Select(Describe)]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = tokenizer.Pattern is null ? null : new JsonObject
            {
                ["type"] = "Split",
                ["pattern"] = new JsonObject { ["Regex"] = tokenizer.Pattern },
                ["behavior"] = "Isolated",
                ["invert"] = false,
            },
            ["post_processor"] = null,
            ["decoder"] = new JsonObject { ["type"] = "Fuse" },
            ["model"] = new JsonObject { ["type"] = "WordLevel", ["vocab"] = Vocabulary(tokenizer), ["unk_token"] = "<unk>" },
        };
        File.WriteAllText(Path.Combine(folder, TokenizerFolder.FileName), json.ToJsonString(Layout) + "\n");
        var end = tokenizer.Added.FirstOrDefault(token => token.Id == tokenizer.EndOfText)?.Content;
        var config = new JsonObject
        {
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
            ["eos_token"] = end,
            ["pad_token"] = end,
            ["clean_up_tokenization_spaces"] = false,
        };
        File.WriteAllText(Path.Combine(folder, TokenizerFolder.ConfigName), config.ToJsonString(Layout) + "\n");
    }

    private static void RefuseUnimplemented(JsonObject json)
    {
        if (json["normalizer"] is { } normalizer)
        {
            throw new NotSupportedException($"a word-level tokenizer with the normalizer {normalizer["type"]} is not implemented");
        }

        if (json["decoder"] is { } decoder && decoder["type"]?.GetValue<string>() != "Fuse")
        {
            throw new NotSupportedException($"a word-level tokenizer with the decoder {decoder["type"]} is not implemented");
        }
    }

    private static string? Pattern(JsonNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var supported =
            node["type"]?.GetValue<string>() == "Split"
            && node["behavior"]?.GetValue<string>() == "Isolated"
            && node["invert"]?.GetValue<bool>() != true;
        return supported && node["pattern"]?["Regex"]?.GetValue<string>() is { } pattern
            ? pattern
            : throw new NotSupportedException("a word-level tokenizer needs a pre_tokenizer of type Split with a Regex, behavior Isolated");
    }

    private static JsonNode? Describe(AddedToken token) => new JsonObject
    {
        ["id"] = token.Id,
        ["content"] = token.Content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = token.Special,
    };

    private static JsonObject Vocabulary(WordLevelTokenizer tokenizer)
    {
        var vocabulary = new JsonObject();
        foreach (var (word, id) in tokenizer.Vocabulary.OrderBy(pair => pair.Value))
        {
            vocabulary[word] = id;
        }

        return vocabulary;
    }
}
