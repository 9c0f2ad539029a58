using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Files;

namespace Empo.Stages.Tokenization;

/// <summary>The tokenizer files of a model folder: <c>tokenizer.json</c> and, for the end of text, <c>tokenizer_config.json</c>.</summary>
internal static class TokenizerFolder
{
    public const string FileName = "tokenizer.json";
    public const string ConfigName = "tokenizer_config.json";

    /// <exception cref="UserError">EMPO3001: no file; EMPO3010: a file that is malformed or of a kind that is not
    /// implemented.</exception>
    public static ITextTokenizer Load(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            throw new UserError(
                "EMPO3001",
                $"There is no {FileName} in {folder}. Fetch it; of a model with vocab.json or tokenizer.model only, transformers' "
                    + "AutoTokenizer writes it (save_pretrained).",
                file
            );
        }

        try
        {
            var json = JsonFile.Read(file);
            var added = AddedTokens(json);
            var endOfText = EndOfText(folder, json, added);
            return json["model"]?["type"]?.GetValue<string>() switch
            {
                "WordLevel" => WordLevelJson.Read(json, added, endOfText),
                "BPE" => BpeJson.Read(json, added, endOfText, FrameOf(folder, json, added)),
                var other => throw new NotSupportedException($"model.type is '{other}'; BPE and WordLevel are read"),
            };
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or InvalidOperationException
                        or FormatException
                        or ArgumentException
                        or NotSupportedException
                        or OverflowException
            )
        {
            throw new UserError(
                "EMPO3010",
                $"{FileName} cannot be used: {error.Message.TrimEnd('.')}. {(error is NotSupportedException
                ? "Byte-pair encoding (byte-level or with byte fallback) and word-level are read: take a model with such a tokenizer."
                : "The file is damaged or not whole: fetch it again, or write it again with the program that made it.")}",
                file,
                cause: error
            );
        }
    }

    /// <summary>The id of a token's text, from the added tokens or the vocabulary; null where there is none.</summary>
    internal static int? IdOf(string text, JsonObject json, IReadOnlyList<AddedToken> added) =>
        added.FirstOrDefault(candidate => candidate.Content == text)?.Id
        ?? (json["model"]?["vocab"]?[text] is JsonValue id && id.TryGetValue(out int number) ? number : null);

    internal static List<AddedToken> AddedTokens(JsonObject json)
    {
        var tokens = new List<AddedToken>();
        var nodes = json["added_tokens"] as JsonArray ?? [];
        var most = VocabularyJson.MostId(nodes.Count + ((json["model"]?["vocab"] as JsonObject)?.Count ?? 0));
        foreach (var node in nodes)
        {
            var (id, content) = (node?["id"]?.GetValue<int>() ?? -1, node?["content"]?.GetValue<string>() ?? "");
            if (id < 0 || id > most || content.Length == 0)
            {
                throw new JsonException("an added token has no content, or no id near those of the vocabulary");
            }

            tokens.Add(
                new AddedToken(id, content, JsonStep.IsOn(node!["special"]))
                {
                    Normalized = JsonStep.IsOn(node["normalized"]),
                    TakesSpaceBefore = JsonStep.IsOn(node["lstrip"]),
                    TakesSpaceAfter = JsonStep.IsOn(node["rstrip"]),
                    IsWord = JsonStep.IsOn(node["single_word"]),
                }
            );
        }

        return tokens;
    }

    /// <summary>
    /// <c>add_bos_token</c> and <c>add_eos_token</c> of tokenizer_config.json, which the classes of Llama's and Gemma's tokenizers in
    /// transformers put in place of the post-processor; null where the file names neither.
    /// </summary>
    private static PromptFrame? FrameOf(string folder, JsonObject json, List<AddedToken> added)
    {
        var file = Path.Combine(folder, ConfigName);
        var config = File.Exists(file) ? JsonFile.Read(file) : [];
        var name = config["tokenizer_class"] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
        var counts = name.Contains("Llama", StringComparison.Ordinal) || name.Contains("Gemma", StringComparison.Ordinal);
        var (start, end) = (config["add_bos_token"], config["add_eos_token"]);
        return counts && start is not null
            ? new PromptFrame(Ids(start, "bos_token"), Ids(end, "eos_token"))
            : null;

        int[] Ids(JsonNode? flag, string role) =>
            flag is JsonValue on
            && on.TryGetValue(out bool isOn)
            && isOn
            && (config[role] is JsonObject token ? token["content"] : config[role]) is JsonValue named
            && named.TryGetValue(out string? content)
            && IdOf(content, json, added) is { } id
                ? [id]
                : [];
    }

    /// <summary>
    /// <c>eos_token</c> of tokenizer_config.json, as text or as an object with <c>content</c>; null where none is named.
    /// </summary>
    private static int? EndOfText(string folder, JsonObject json, List<AddedToken> added)
    {
        var file = Path.Combine(folder, ConfigName);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            var node = JsonFile.Read(file)["eos_token"];
            var text = node is JsonObject token ? token["content"]?.GetValue<string>() : node?.GetValue<string>();
            return text is null
                ? null
                : IdOf(text, json, added)
                    ?? throw new UserError(
                        "EMPO3010",
                        $"{ConfigName} names the eos_token '{text}', which is not a token of {FileName}. Name one of its tokens, or "
                            + "fetch both files of one version of the model.",
                        file
                    );
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new UserError(
                "EMPO3010",
                $"{ConfigName} cannot be used: {error.Message.TrimEnd('.')}. The file is damaged: fetch it again.",
                file,
                cause: error
            );
        }
    }
}
