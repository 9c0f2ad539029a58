using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Stages.Checkpoints;

/// <summary>Reads token ids from a configuration: a number, a list of numbers, or nothing.</summary>
internal static class TokenIds
{
    /// <summary>Ascending; values that are not whole numbers are left out.</summary>
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
