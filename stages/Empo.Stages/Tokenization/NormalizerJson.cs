using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Stages.Tokenization;

/// <summary>The normalizer of a <c>tokenizer.json</c>: NFC, and texts that are put before others or replaced.</summary>
internal static class NormalizerJson
{
    /// <exception cref="NotSupportedException">A step, or an added token that a step would change.</exception>
    public static (bool Composed, IReadOnlyList<TextReplacement> Replacements) Read(JsonNode? node, IReadOnlyList<AddedToken> added)
    {
        var (composed, replacements) = (false, new List<TextReplacement>());
        foreach (var step in JsonStep.All(node, "normalizers"))
        {
            switch (JsonStep.TypeOf(step))
            {
                case "NFC":
                    composed = true;
                    break;
                case "Prepend":
                    replacements.Add(new TextReplacement("", step["prepend"]?.GetValue<string>() ?? throw Missing("Prepend")));
                    break;
                case "Replace" when Old(step) is { Length: > 0 } old:
                    replacements.Add(new TextReplacement(old, step["content"]?.GetValue<string>() ?? throw Missing("Replace")));
                    break;
                case var other:
                    throw new NotSupportedException($"the normalizer {other} is not implemented");
            }
        }

        var changed = added.FirstOrDefault(token =>
            token.Normalized && replacements.Aggregate(token.Content, (text, step) => step.Apply(text)) != token.Content
        );
        JsonStep.Refuse(changed is not null, $"the added token {changed?.Content} is normalized, which would change it");
        return (composed, replacements);
    }

    private static string? Old(JsonNode step) => step["pattern"]?["String"]?.GetValue<string>();

    private static JsonException Missing(string type) => new($"a normalizer {type} does not say what it writes");
}
