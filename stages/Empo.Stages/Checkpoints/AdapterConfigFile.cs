using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Files;
using Empo.Stages.Modeling;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// <c>adapter_config.json</c> in PEFT's format. An option that would change the adapter's function and is not implemented is refused by
/// name. An option that concerns only PEFT itself (runtime, initialisation) is ignored.
/// </summary>
internal static class AdapterConfigFile
{
    public const string FileName = "adapter_config.json";

    private const string BaseKey = "base_model_name_or_path";

    /// <summary>Keys that must be absent, null, false, empty or "none": each changes what is computed.</summary>
    private static readonly string[] Unimplemented =
    [
        "use_dora", "use_qalora", "use_bdlora", "bias", "lora_bias", "modules_to_save", "rank_pattern", "alpha_pattern",
        "layer_replication", "target_parameters", "trainable_token_indices", "alora_invocation_tokens", "arrow_config",
    ];

    /// <summary>
    /// Keys that are read, or that do not affect the function: PEFT's own keys and those of programs around it. (PEFT itself ignores
    /// <c>fan_in_fan_out</c> for the linear layers that these models have.)
    /// </summary>
    private static readonly string[] Passed =
    [
        "peft_type", "r", "lora_alpha", "target_modules", "exclude_modules", "layers_to_transform", "use_rslora", "init_lora_weights",
        BaseKey, "task_type", "inference_mode", "revision", "auto_mapping", "peft_version", "runtime_config", "lora_dropout",
        "fan_in_fan_out", "layers_pattern", "ensure_weight_tying", "megatron_config", "megatron_core", "qalora_group_size", "eva_config",
        "corda_config", "loftq_config", "lora_ga_config", "unsloth_fixed", "lora_dtype", "lorap_lr_ratio",
    ];

    /// <summary>Initialisations that leave the base weights unchanged (true and false do too).</summary>
    private static readonly string[] PlainBeginnings = ["gaussian", "orthogonal", "eva"];

    /// <summary>
    /// Initialisations that take a part out of the base weights (PiSSA, OLoRA, CorDA) or round them (LoftQ). Such an adapter fits only the
    /// changed base.
    /// </summary>
    private static readonly string[] ChangedBases = ["pissa", "olora", "corda", "loftq", "lora_ga"];

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };

    /// <exception cref="UserError">EMPO3070: no such file; EMPO3071: keys missing, wrong or not implemented, all of them named;
    /// EMPO3080: it was never fetched.</exception>
    public static AdapterDescription Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        var json = Parse(file);
        if (json["peft_type"]?.ToString() is var type and not "LORA")
        {
            throw new UserError(
                "EMPO3071",
                type is null
                    ? $"{FileName} is not of PEFT: it has no peft_type. Export the adapter in PEFT's layout ({FileName} and "
                        + $"{AdapterFolder.WeightsName})."
                    : $"{FileName} says peft_type: {type}, and only LORA is implemented. Merge the adapter into its base model "
                        + "where it was made.",
                file
            );
        }

        RefuseChangedBase(json, file);
        var wrong = new List<string>();
        wrong.AddRange(
            Unimplemented.Where(key => !IsNothing(json[key])).Select(key => $"{key} is {Shown(json[key]!)}, which is not implemented")
        );
        wrong.AddRange(
            json.Where(pair => !Passed.Contains(pair.Key) && !Unimplemented.Contains(pair.Key) && !IsNothing(pair.Value))
                .Select(pair => $"{pair.Key} is {Shown(pair.Value!)}, which is not known here")
        );
        var unimplemented = wrong.Count > 0;
        var rank = Positive(json, "r", wrong);
        if (rank != Math.Floor(rank) || rank > int.MaxValue)
        {
            wrong.Add($"r is {json["r"]!.ToJsonString()}, not a positive integer");
            rank = 1;
        }

        var description = new AdapterDescription
        {
            Rank = (int)rank,
            Alpha = Positive(json, "lora_alpha", wrong),
            Targets = AdapterTargets.Of(json, wrong),
            RankStabilized = json["use_rslora"]?.GetValueKind() == JsonValueKind.True,
        };
        var remedy = unimplemented
            ? "Merge the adapter into its base model where it was made (PEFT: merge_and_unload), and train from there; a key that "
                + "changes nothing of what is computed can be removed from the file."
            : "Write the file again where the adapter was made (PEFT: save_pretrained).";
        return wrong.Count == 0
            ? description
            : throw new UserError(
                "EMPO3071",
                $"{FileName} does not describe an adapter that can be read: {string.Join("; ", wrong)}. {remedy}",
                file
            );
    }

    /// <summary>
    /// The base model that the file names, or null. Artifacts of a pipeline leave it empty, because a path is not content. The run folder
    /// and exports fill it in.
    /// </summary>
    /// <exception cref="UserError">EMPO3070, EMPO3071: no such file, or not JSON.</exception>
    public static string? BaseOf(string folder) =>
        Parse(Path.Combine(folder, FileName))[BaseKey] is JsonValue value
        && value.GetValueKind() == JsonValueKind.String
        && value.GetValue<string>() is { Length: > 0 } path
            ? path
            : null;

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
            ["target_modules"] = new JsonArray([.. (config.Modules ?? config.Targets).Select(target => (JsonNode)target)]),
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
            throw new UserError(
                "EMPO3070",
                $"There is no {FileName} in {Path.GetDirectoryName(file)}. An adapter's folder holds {FileName} and "
                    + $"{AdapterFolder.WeightsName}.",
                file
            );
        }

        try
        {
            return JsonFile.Read(file);
        }
        catch (JsonException error)
        {
            throw new UserError(
                "EMPO3071",
                $"{FileName} cannot be read: {error.Message.TrimEnd('.')}. Write or download it again.",
                file,
                cause: error
            );
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

    private static void RefuseChangedBase(JsonObject json, string file)
    {
        if (
            json["init_lora_weights"] is not JsonValue value
            || value.GetValueKind() != JsonValueKind.String
            || PlainBeginnings.Contains(value.GetValue<string>())
        )
        {
            return;
        }

        var name = value.GetValue<string>();
        throw new UserError(
            "EMPO3071",
            ChangedBases.Any(begin => name.StartsWith(begin, StringComparison.OrdinalIgnoreCase))
                ? $"{FileName} says init_lora_weights: {name}, which changes the base model's own weights: on the published base "
                    + "the adapter computes something else. Save it in PEFT with path_initial_model_for_weight_conversion, which makes "
                    + $"plain LoRA of it; or name the changed base as 'model' and write \"init_lora_weights\": true into {FileName}."
                : $"{FileName} says init_lora_weights: {name}, which is not known here: it may change the base model's weights. "
                    + "Where it does not, write \"init_lora_weights\": true into the file; where it does, merge the adapter where it "
                    + "was made.",
            file
        );
    }

    private static string Shown(JsonNode node) => node.ToJsonString() is { Length: > 80 } text ? text[..77] + "..." : node.ToJsonString();

    private static double Positive(JsonObject json, string key, List<string> wrong)
    {
        if (
            json[key] is JsonValue value
            && value.GetValueKind() == JsonValueKind.Number
            && value.GetValue<double>() is var number
            && number > 0
            && double.IsFinite(number)
        )
        {
            return number;
        }

        wrong.Add(json[key] is { } other ? $"{key} is {other.ToJsonString()}, not a positive number" : $"{key} is missing");
        return 1;
    }
}
