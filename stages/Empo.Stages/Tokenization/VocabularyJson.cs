using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Stages.Tokenization;

/// <summary><c>model.vocab</c> of a tokenizer.json.</summary>
internal static class VocabularyJson
{
    /// <summary>Tables are as long as the highest id, so it is bounded by the number of tokens.</summary>
    public static long MostId(int tokens) => (4L * tokens) + 1000;

    /// <exception cref="JsonException">There is no vocabulary, or an id is not a number near 0..n-1 (tables are as long as the highest
    /// id).</exception>
    public static Dictionary<string, int> Read(JsonNode? node)
    {
        var words = node as JsonObject ?? throw new JsonException("model.vocab is missing");
        var vocabulary = new Dictionary<string, int>(words.Count, StringComparer.Ordinal);
        var most = MostId(words.Count);
        foreach (var (word, value) in words)
        {
            var isId = value is JsonValue number && number.TryGetValue(out int id) && id >= 0 && id <= most;
            vocabulary.Add(
                word,
                isId
                    ? value!.GetValue<int>()
                    : throw new JsonException($"model.vocab gives '{word}' the id {value?.ToJsonString() ?? "null"}")
            );
        }

        return vocabulary.Count > 0 ? vocabulary : throw new JsonException("model.vocab is empty");
    }
}
