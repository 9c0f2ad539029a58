using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Stages.Modeling;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// <c>adapter_config.json</c> as PEFT publishes it. What would change the function that the adapter computes and is not implemented is
/// refused by name; what concerns PEFT's own work only (runtime, initialisation) is passed over.
/// </summary>
internal static class AdapterConfigFile
{
    public const string FileName = "adapter_config.json";

    private const string BaseKey = "base_model_name_or_path";

    /// <summary>Keys that must be absent, null, false, empty or "none": each changes what is computed.</summary>
    private static readonly string[] Unimplemented =
        ["use_dora", "use_qalora", "fan_in_fan_out", "bias", "modules_to_save", "rank_pattern", "alpha_pattern", "layers_to_transform", "layer_replication", "target_parameters", "trainable_token_indices", "exclude_modules", "lora_bias", "alora_invocation_tokens"];

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };

    /// <exception cref="CheckpointException">EMPO3070: no such file; EMPO3071: keys missing, wrong or not implemented, all of them named.</exception>
    public static LoraConfig Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        var json = Parse(file);
        var wrong = new List<string>();
        if (json["peft_type"]?.ToString() is var type and not "LORA")
        {
            wrong.Add($"peft_type is {type ?? "missing"}, not LORA");
        }

        wrong.AddRange(Unimplemented.Where(key => !IsNothing(json[key])).Select(key => $"{key} is {json[key]!.ToJsonString()}, which is not implemented"));
        var config = new LoraConfig
        {
            Rank = Positive(json, "r", wrong),
            Alpha = Positive(json, "lora_alpha", wrong),
            Targets = Targets(json, wrong),
            RankStabilized = json["use_rslora"]?.GetValueKind() == JsonValueKind.True,
        };
        return wrong.Count == 0
            ? config
            : throw new CheckpointException("EMPO3071", $"{FileName} does not describe an adapter that can be read: {string.Join("; ", wrong)}. Export the adapter as plain LoRA, or merge it into its base model where it was made.", file);
    }

    /// <summary>
    /// What the file says of its base model, or null. Artifacts of a pipeline leave it empty, because a path is no content; the view
    /// and exports fill it in.
    /// </summary>
    /// <exception cref="CheckpointException">EMPO3070, EMPO3071: no such file, or no JSON.</exception>
    public static string? BaseOf(string folder) => Parse(Path.Combine(folder, FileName))[BaseKey] is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } path ? path : null;

    public static void Write(string folder, LoraConfig config, string baseModel)
    {
        var json = new JsonObject
        {
            ["alpha_pattern"] = new JsonObject(),
            ["auto_mapping"] = null,
            [BaseKey] = baseModel,
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["layers_pattern"] = null,
            ["layers_to_transform"] = null,
            ["lora_alpha"] = config.Alpha,
            ["lora_dropout"] = JsonNode.Parse("0.0"), // Python would read 0 as an integer
            ["modules_to_save"] = null,
            ["peft_type"] = "LORA",
            ["r"] = config.Rank,
            ["rank_pattern"] = new JsonObject(),
            ["revision"] = null,
            ["target_modules"] = new JsonArray([.. config.Targets.Select(target => (JsonNode)target)]),
            ["task_type"] = "CAUSAL_LM",
            ["use_dora"] = false,
            ["use_rslora"] = config.RankStabilized,
        };
        File.WriteAllText(Path.Combine(folder, FileName), json.ToJsonString(Layout) + "\n");
    }

    private static JsonObject Parse(string file)
    {
        if (!File.Exists(file))
        {
            throw new CheckpointException("EMPO3070", $"There is no {FileName} in {Path.GetDirectoryName(file)}. An adapter's folder holds {FileName} and {AdapterFolder.WeightsName}.", file);
        }

        try
        {
            return JsonFile.Read(file);
        }
        catch (JsonException error)
        {
            throw new CheckpointException("EMPO3071", $"{FileName} cannot be read: {error.Message.TrimEnd('.')}. Write or download it again.", file, error);
        }
    }

    private static bool IsNothing(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => node.GetValue<string>() is "none" or "",
        JsonValueKind.Object => node.AsObject().Count == 0,
        JsonValueKind.Array => node.AsArray().Count == 0,
        _ => false,
    };

    private static int Positive(JsonObject json, string key, List<string> wrong)
    {
        if (json[key] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int number) && number > 0)
        {
            return number;
        }

        wrong.Add(json[key] is { } other ? $"{key} is {other.ToJsonString()}, not a positive integer" : $"{key} is missing");
        return 1;
    }

    /// <summary>In the order of the forward pass, whatever the file's.</summary>
    private static IReadOnlyList<string> Targets(JsonObject json, List<string> wrong)
    {
        if (json["target_modules"] is not JsonArray { Count: > 0 } list || list.Any(item => item?.GetValueKind() != JsonValueKind.String))
        {
            wrong.Add(json["target_modules"] is { } other ? $"target_modules is {other.ToJsonString()}, not a list of names" : "target_modules is missing");
            return LoraConfig.AllTargets;
        }

        var names = list.Select(item => item!.GetValue<string>()).ToList();
        wrong.AddRange(names.Except(LoraConfig.AllTargets).Select(name => $"target_modules has {name}, which is none of {string.Join(", ", LoraConfig.AllTargets)}"));
        return [.. LoraConfig.AllTargets.Where(names.Contains)];
    }
}
