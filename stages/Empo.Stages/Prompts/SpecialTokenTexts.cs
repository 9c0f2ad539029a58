using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Files;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Prompts;

/// <summary>
/// The special tokens that a folder names by role, which a chat template can write: those of <c>tokenizer_config.json</c>, and for roles
/// that it lacks, those of <c>special_tokens_map.json</c>. Each is a text, or an object with <c>content</c>.
/// </summary>
internal static class SpecialTokenTexts
{
    private static readonly string[] Files = [TokenizerFolder.ConfigName, "special_tokens_map.json"];

    /// <returns>Role (<c>bos_token</c>) → text.</returns>
    public static IReadOnlyDictionary<string, string> Of(string folder)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Files.Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            foreach (var (role, text) in In(file))
            {
                tokens.TryAdd(role, text);
            }
        }

        return tokens;
    }

    private static IEnumerable<(string Role, string Text)> In(string file)
    {
        JsonObject json;
        try
        {
            json = JsonFile.Read(file);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new UserError(
                "EMPO2040",
                $"The special tokens that the chat template writes cannot be read: {exception.Message.TrimEnd('.')}. Fetch the file "
                    + "again, or fix it at that place.",
                file,
                cause: exception
            );
        }

        foreach (var (role, node) in json.Where(pair => pair.Key.EndsWith("_token", StringComparison.Ordinal)))
        {
            var value = node is JsonObject token ? token["content"] : node;
            if (value is JsonValue text && text.TryGetValue(out string? content))
            {
                yield return (role, content);
            }
        }
    }
}
