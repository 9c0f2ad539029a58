using System.Text.Json.Nodes;

namespace Empo.Stages.Requests;

/// <summary>A field of a request that some servers do not know, or know by another name or value.</summary>
/// <param name="Name">The name that is tried first.</param>
/// <param name="Value">A number, a string, a Boolean or a list of numbers.</param>
internal sealed record RequestField(string Name, JsonNode Value)
{
    /// <summary>
    /// The setting that asks for a value that is not neutral. Leaving the field out would change the experiment. Null where it may be left
    /// out.
    /// </summary>
    public string? Setting { get; init; }

    /// <summary>Equivalent fields for servers that refuse the first, in the order in which they are tried.</summary>
    public IReadOnlyList<(string Name, JsonNode Value)> Otherwise { get; init; } = [];

    /// <summary>
    /// The effect of leaving the field out, as the end of a sentence; empty where the only effect is that the server's default applies.
    /// </summary>
    public string Without { get; init; } = "";
}
