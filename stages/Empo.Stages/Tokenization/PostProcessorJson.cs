using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Stages.Tokenization;

/// <summary>The post-processor of a <c>tokenizer.json</c>: what a single text gets around it.</summary>
internal static class PostProcessorJson
{
    /// <exception cref="NotSupportedException">A step is not implemented.</exception>
    public static PromptFrame Read(JsonNode? node)
    {
        var frame = PromptFrame.None;
        foreach (var step in JsonStep.All(node, "processors"))
        {
            switch (JsonStep.TypeOf(step))
            {
                case "ByteLevel": // it corrects offsets only
                    break;
                case "TemplateProcessing":
                    frame = Frame(step);
                    break;
                case var other:
                    throw new NotSupportedException($"the post_processor {other} is not implemented");
            }
        }

        return frame;
    }

    private static PromptFrame Frame(JsonNode step)
    {
        var (start, end, seen) = (new List<int>(), new List<int>(), false);
        foreach (var part in step["single"] as JsonArray ?? throw new JsonException("a TemplateProcessing has no form for a single text"))
        {
            if (part?["Sequence"] is not null)
            {
                JsonStep.Refuse(seen, "a TemplateProcessing that repeats the text is not implemented");
                seen = true;
                continue;
            }

            var name = part?["SpecialToken"]?["id"]?.GetValue<string>() ?? throw new JsonException("a TemplateProcessing names no token");
            var ids = step["special_tokens"]?[name]?["ids"] as JsonArray
                ?? throw new JsonException($"a TemplateProcessing does not say which ids '{name}' has");
            (seen ? end : start).AddRange(
                ids.Select(id => id?.GetValue<int>() ?? throw new JsonException($"a TemplateProcessing gives '{name}' no id"))
            );
        }

        return new PromptFrame(start, end);
    }
}
