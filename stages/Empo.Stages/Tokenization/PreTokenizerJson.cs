using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Empo.Stages.Tokenization;

/// <summary>The pre-tokenizer of a <c>tokenizer.json</c>.</summary>
internal static class PreTokenizerJson
{
    /// <summary>The pattern that pre-tokenizer ByteLevel applies itself where <c>use_regex</c> is on. Source: the GPT-2 release.</summary>
    private const string OwnPattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <param name="node">The step.</param>
    /// <param name="fallback">Whether the model falls back to bytes; otherwise its last step must be ByteLevel.</param>
    /// <exception cref="NotSupportedException">A step is not implemented.</exception>
    public static IReadOnlyList<IPieceStep> Read(JsonNode? node, bool fallback)
    {
        JsonNode[] steps = [.. JsonStep.All(node, "pretokenizers")];
        var isByteLevel = JsonStep.TypeOf(steps.LastOrDefault()) == "ByteLevel";
        JsonStep.Refuse(
            isByteLevel == fallback,
            fallback
                ? "a BPE model with both byte_fallback and the pre_tokenizer ByteLevel is not implemented"
                : "a BPE model with neither the pre_tokenizer ByteLevel nor byte_fallback is not implemented"
        );
        return [.. steps.SelectMany(Steps)];
    }

    private static IEnumerable<IPieceStep> Steps(JsonNode step)
    {
        switch (JsonStep.TypeOf(step))
        {
            case "ByteLevel":
                IPieceStep[] prefix = JsonStep.IsOn(step["add_prefix_space"]) ? [new PrefixSpaceStep()] : [];
                return step["use_regex"] is null || JsonStep.IsOn(step["use_regex"])
                    ? [.. prefix, Splitter(OwnPattern, SplitBehavior.Isolated)]
                    : prefix;
            case "Split":
                return [Splitter(Pattern(step["pattern"]), Behavior(step["behavior"]), JsonStep.IsOn(step["invert"]))];
            case "Digits":
                return [Splitter(@"\p{N}", JsonStep.IsOn(step["individual_digits"]) ? SplitBehavior.Isolated : SplitBehavior.Contiguous)];
            case "Metaspace":
                return [Metaspace(step)];
            case var other:
                throw new NotSupportedException($"the pre_tokenizer {other} is not implemented");
        }
    }

    private static string Pattern(JsonNode? node) =>
        node?["Regex"]?.GetValue<string>()
        ?? Regex.Escape(node?["String"]?.GetValue<string>() ?? throw new JsonException("a Split has no pattern"));

    private static SplitBehavior Behavior(JsonNode? node) =>
        Enum.TryParse<SplitBehavior>(node?.GetValue<string>(), out var behavior) && Enum.IsDefined(behavior)
            ? behavior
            : throw new NotSupportedException($"a Split with the behavior {node} is not implemented");

    private static PatternSplitter Splitter(string pattern, SplitBehavior behavior, bool inverted = false)
    {
        try
        {
            return new PatternSplitter(pattern, behavior, inverted);
        }
        catch (RegexParseException exception)
        {
            throw new NotSupportedException($"the pattern {pattern} is not implemented ({exception.Message.TrimEnd('.')})", exception);
        }
    }

    private static MetaspaceStep Metaspace(JsonNode step)
    {
        var mark = step["replacement"]?.GetValue<string>() ?? "▁";
        var scheme = step["prepend_scheme"]?.GetValue<string>()
            ?? (step["add_prefix_space"] is { } prefix && !prefix.GetValue<bool>() ? "never" : "always");
        return new MetaspaceStep(
            mark,
            scheme switch
            {
                "always" => MetaspacePrefix.Always,
                "first" => MetaspacePrefix.First,
                "never" => MetaspacePrefix.Never,
                _ => throw new NotSupportedException($"a Metaspace with the prepend_scheme {scheme} is not implemented"),
            },
            splits: step["split"] is null || JsonStep.IsOn(step["split"])
        );
    }
}
