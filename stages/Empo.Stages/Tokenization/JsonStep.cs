using System.Text.Json.Nodes;

namespace Empo.Stages.Tokenization;

/// <summary>Reads the steps of a <c>tokenizer.json</c>, each an object with a <c>type</c>.</summary>
internal static class JsonStep
{
    public static string? TypeOf(JsonNode? node) => node?["type"]?.GetValue<string>();

    public static bool IsOn(JsonNode? node) => node is not null && node.GetValue<bool>();

    /// <summary>The steps of a <c>Sequence</c>, those of sequences in it too; a single step as it is; none for null.</summary>
    /// <param name="node">The step.</param>
    /// <param name="list">The key under which a sequence has its steps.</param>
    public static IEnumerable<JsonNode> All(JsonNode? node, string list) =>
        node is null ? []
        : TypeOf(node) != "Sequence" ? [node]
        : (node[list] as JsonArray ?? []).SelectMany(step => All(step, list));

    /// <exception cref="NotSupportedException">The condition holds.</exception>
    public static void Refuse(bool condition, string what)
    {
        if (condition)
        {
            throw new NotSupportedException(what);
        }
    }
}
