using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Stages.Checkpoints;

namespace Empo.Stages.Inspection;

/// <summary>Sampling values in <c>generation_config.json</c>: some servers add them to requests that omit them.</summary>
internal static class GenerationFindings
{
    /// <summary>Each key and the values at which it has no effect.</summary>
    private static readonly (string Key, double[] Neutral)[] Sampling =
    [
        ("temperature", [1]), ("top_p", [1]), ("top_k", [0, -1]), ("min_p", [0]), ("typical_p", [1]), ("epsilon_cutoff", [0]),
        ("eta_cutoff", [0]), ("repetition_penalty", [1]), ("encoder_repetition_penalty", [1]), ("presence_penalty", [0]),
        ("frequency_penalty", [0]), ("no_repeat_ngram_size", [0]), ("length_penalty", [1]), ("num_beams", [1]), ("penalty_alpha", [0]),
        ("min_new_tokens", [0]), ("min_length", [0]),
    ];

    public static IEnumerable<ModelFinding> Of(FolderTexts texts)
    {
        var held = Sampling
            .Where(item => Number(texts.Generation[item.Key]) is { } value && !item.Neutral.Contains(value))
            .Select(item => $"{item.Key} {texts.Generation[item.Key]!.ToJsonString()}")
            .ToList();
        if (held.Count > 0)
        {
            yield return new ModelFinding(
                "EMPO3082",
                $"{GenerationConfigFile.FileName} holds sampling values: {string.Join(", ", held)}. The experiment's own "
                    + "(rollout.*, evaluate.*) count here; a program that samples this model without naming each of them (vLLM does so "
                    + "by default) samples another distribution. Start such a server with --generation-config vllm.",
                texts.PathOf(GenerationConfigFile.FileName)
            );
        }
    }

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value.GetValue<double>() : null;
}
