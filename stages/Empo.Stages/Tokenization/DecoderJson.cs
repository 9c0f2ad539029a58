using System.Text.Json.Nodes;

namespace Empo.Stages.Tokenization;

/// <summary>The decoder of a <c>tokenizer.json</c>.</summary>
internal static class DecoderJson
{
    /// <exception cref="NotSupportedException">A step is not implemented.</exception>
    public static TokenSpaces Read(JsonNode? node, bool fallback)
    {
        var spaces = new TokenSpaces("", DropsFirst: false, DropsAllOfFirst: false);
        JsonNode[] steps = [.. JsonStep.All(node, "decoders")];
        if (!fallback)
        {
            JsonStep.Refuse(
                steps is not [var only] || JsonStep.TypeOf(only) != "ByteLevel",
                $"the decoder {JsonStep.TypeOf(node)} of a byte-level BPE model is not implemented, only ByteLevel"
            );
            return spaces;
        }

        foreach (var step in steps)
        {
            spaces = JsonStep.TypeOf(step) switch
            {
                "ByteFallback" or "Fuse" => spaces,
                "Replace" when step["content"]?.GetValue<string>() == " " && step["pattern"]?["String"] is { } mark => spaces with
                {
                    Mark = mark.GetValue<string>(),
                },
                "Metaspace" => spaces with
                {
                    Mark = step["replacement"]?.GetValue<string>() ?? "▁",
                    DropsAllOfFirst = step["prepend_scheme"]?.GetValue<string>() != "never"
                        && (step["add_prefix_space"] is null || JsonStep.IsOn(step["add_prefix_space"])),
                },
                "Strip" when IsOfFirstSpace(step) => spaces with { DropsFirst = Count(step["start"]) == 1 },
                var other => throw new NotSupportedException($"the decoder {other} of this form is not implemented"),
            };
        }

        JsonStep.Refuse(
            steps.All(step => JsonStep.TypeOf(step) != "ByteFallback"),
            "a decoder without ByteFallback of a BPE model with byte_fallback is not implemented"
        );
        return spaces;
    }

    private static bool IsOfFirstSpace(JsonNode step) =>
        Count(step["start"]) is 0 or 1 && Count(step["stop"]) == 0 && step["content"]?.GetValue<string>() == " ";

    private static int Count(JsonNode? node) => node?.GetValue<int>() ?? 0;
}
