using System.Text.Json.Nodes;

namespace Empo.Stages.Requests;

/// <summary>A field of a request that some servers do not know, or know by another name or value.</summary>
/// <param name="Name">As it is written first.</param>
/// <param name="Value">A number, a text, a truth or a list of numbers.</param>
internal sealed record RequestField(string Name, JsonNode Value)
{
    /// <summary>
    /// The setting that asks for a value which is not neutral, so that leaving it out would be another experiment; null where it may be
    /// left out.
    /// </summary>
    public string? Setting { get; init; }

    /// <summary>What says the same to servers that refuse the first, in the order in which it is tried.</summary>
    public IReadOnlyList<(string Name, JsonNode Value)> Otherwise { get; init; } = [];

    /// <summary>What leaving it out means; a sentence's end, or empty where the server's own default is all there is to say.</summary>
    public string Without { get; init; } = "";
}
