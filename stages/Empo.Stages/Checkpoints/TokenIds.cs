using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Stages.Checkpoints;

/// <summary>Ids of tokens as configurations hold them: a number, a list of numbers, or nothing.</summary>
internal static class TokenIds
{
    /// <summary>Ascending; what is no whole number is left out.</summary>
    public static IReadOnlyList<int> Of(JsonNode? node)
    {
        JsonNode?[] items = node switch
        {
            null => [],
            JsonArray list => [.. list],
            _ => [node],
        };
        return
        [
            .. items
                .OfType<JsonValue>()
                .Where(item => item.GetValueKind() == JsonValueKind.Number && item.TryGetValue(out int _))
                .Select(item => item.GetValue<int>())
                .Distinct()
                .Order(),
        ];
    }
}
