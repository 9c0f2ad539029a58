using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Empo.Stages.Requests;

/// <summary>
/// The fields of a request that a server has refused so far. A field that it refuses by name is written in another way where there is one,
/// else left out if it is optional. Each step is made once, so the retries end.
/// </summary>
/// <param name="Refusals">How often a field was refused.</param>
internal sealed record AcceptedFields(ImmutableDictionary<string, int> Refusals)
{
    /// <summary>No field is known to be refused.</summary>
    public static AcceptedFields All { get; } = new(ImmutableDictionary<string, int>.Empty);

    /// <summary>Writes the fields that remain, each as the server takes it.</summary>
    public void Write(IEnumerable<RequestField> fields, JsonObject body)
    {
        foreach (var field in fields)
        {
            if (Spelling(field) is { } spelling)
            {
                body[spelling.Name] = spelling.Value.DeepClone();
            }
        }
    }

    /// <summary>The fields to send after a refusal; null where the refusal names none of them.</summary>
    /// <param name="reply">The text of the refusal.</param>
    /// <param name="fields">The fields that were sent.</param>
    public FieldRefusal? After(string reply, IReadOnlyList<RequestField> fields)
    {
        var sent = fields.Select(field => (Field: field, Spelling: Spelling(field))).Where(entry => entry.Spelling is not null).ToList();
        var named = RefusedFields.In(reply, [.. sent.Select(entry => entry.Spelling!.Value.Name)]);
        var refused = sent.Where(entry => named.Contains(entry.Spelling!.Value.Name)).Select(entry => entry.Field).ToList();
        if (refused.Count == 0)
        {
            return null;
        }

        var unknown = RefusedFields.AreUnknown(reply);
        var next = new AcceptedFields(
            Refusals.SetItems(refused.Select(field => KeyValuePair.Create(field.Name, CountAfter(field, unknown))))
        );
        var gone = refused.Where(field => next.Count(field) > field.Otherwise.Count).ToList();
        return new FieldRefusal(next, [.. gone.Where(field => field.Setting is null)], gone.Find(field => field.Setting is not null));
    }

    private (string Name, JsonNode Value)? Spelling(RequestField field) => Count(field) switch
    {
        0 => (field.Name, field.Value),
        var count when count <= field.Otherwise.Count => field.Otherwise[count - 1],
        _ => null,
    };

    /// <summary>The next way to write the field. Where the server does not know the name, it is a way with another name.</summary>
    private int CountAfter(RequestField field, bool unknown)
    {
        var (name, count) = (Spelling(field)!.Value.Name, Count(field) + 1);
        while (unknown && count <= field.Otherwise.Count && field.Otherwise[count - 1].Name == name)
        {
            count++;
        }

        return count;
    }

    private int Count(RequestField field) => Refusals.GetValueOrDefault(field.Name);
}
