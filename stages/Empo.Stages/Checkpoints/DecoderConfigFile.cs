using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary><c>config.json</c> to <see cref="DecoderConfig"/> and back. What the decoder does not implement is refused by name.</summary>
internal static class DecoderConfigFile
{
    public const string FileName = "config.json";

    private static readonly string[] TypeKeys = ["torch_dtype", "dtype"];
    private static readonly string[] ModelTypes = ["qwen2", "qwen3"];

    /// <exception cref="CheckpointException">EMPO3001: no file; EMPO3002: keys missing or wrong; EMPO3003: not implemented.</exception>
    public static DecoderConfig Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        var keys = new ConfigKeys(Parse(file), file);
        var type = keys.Text("model_type");
        if (!ModelTypes.Contains(type))
        {
            throw keys.Unsupported("model_type", type, $"Models of type {string.Join(" and ", ModelTypes)} are read");
        }

        RefuseUnimplemented(keys);
        var qwen3 = type == "qwen3";
        var heads = keys.Integer("num_attention_heads");
        var width = keys.Integer("hidden_size");
        var config = new DecoderConfig
        {
            ModelType = type,
            VocabularySize = keys.Integer("vocab_size"),
            HiddenSize = width,
            IntermediateSize = keys.Integer("intermediate_size"),
            Layers = keys.Integer("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = keys.Integer("num_key_value_heads"),
            HeadSize = qwen3 || keys.Has("head_dim") ? keys.Integer("head_dim") : heads > 0 ? width / heads : 0,
            MaxPositions = keys.Integer("max_position_embeddings"),
            RmsNormEpsilon = keys.Number("rms_norm_eps"),
            RopeTheta = keys.RopeTheta(),
            TiedEmbeddings = keys.Flag("tie_word_embeddings"),
            AttentionBias = qwen3 ? keys.Flag("attention_bias") : true,
            QueryKeyNorm = qwen3,
        };
        keys.ThrowIfWrong();
        RequireConsistent(config, file);
        return config;
    }

    /// <summary>Writes a new file for a model of ours, with the keys that transformers expects.</summary>
    public static void Write(string folder, DecoderConfig config, ScalarType dtype, int? endOfText)
    {
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(config.ModelType == "qwen3" ? "Qwen3ForCausalLM" : "Qwen2ForCausalLM"),
            ["attention_dropout"] = 0.0,
            ["eos_token_id"] = endOfText,
            ["hidden_act"] = "silu",
            ["hidden_size"] = config.HiddenSize,
            ["intermediate_size"] = config.IntermediateSize,
            ["max_position_embeddings"] = config.MaxPositions,
            ["model_type"] = config.ModelType,
            ["num_attention_heads"] = config.Heads,
            ["num_hidden_layers"] = config.Layers,
            ["num_key_value_heads"] = config.KeyValueHeads,
            ["rms_norm_eps"] = config.RmsNormEpsilon,
            ["rope_theta"] = config.RopeTheta,
            ["tie_word_embeddings"] = config.TiedEmbeddings,
            ["torch_dtype"] = DtypeName(dtype),
            ["use_sliding_window"] = false,
            ["vocab_size"] = config.VocabularySize,
        };
        if (config.ModelType == "qwen3")
        {
            json["head_dim"] = config.HeadSize;
            json["attention_bias"] = config.AttentionBias;
        }

        WriteJson(Path.Combine(folder, FileName), json);
    }

    /// <summary>
    /// Copies the file of another folder with all its keys; only the name of the dtype follows the weights written beside it.
    /// </summary>
    public static void CarryOver(string source, string target, ScalarType dtype)
    {
        var json = Parse(Path.Combine(source, FileName));
        var other = TypeKeys.Where(key => json.ContainsKey(key) && json[key]?.ToString() != DtypeName(dtype)).ToList();
        if (other.Count == 0)
        {
            CheckpointFolder.Copy(Path.Combine(source, FileName), Path.Combine(target, FileName));
            return;
        }

        other.ForEach(key => json[key] = DtypeName(dtype));
        WriteJson(Path.Combine(target, FileName), json);
    }

    /// <summary>
    /// <c>eos_token_id</c>, a number or a list, ascending; empty where the file names none. It counts where no other file names an end.
    /// </summary>
    public static IReadOnlyList<int> EndsOfText(string folder) => TokenIds.Of(Parse(Path.Combine(folder, FileName))["eos_token_id"]);

    /// <summary>
    /// The type that <c>torch_dtype</c> or, since transformers 5, <c>dtype</c> names; null where the file names none of F32, BF16 and F16.
    /// </summary>
    public static ScalarType? DeclaredType(string folder) => DeclaredType(Parse(Path.Combine(folder, FileName)));

    /// <inheritdoc cref="DeclaredType(string)"/>
    public static ScalarType? DeclaredType(JsonObject json) =>
        TypeKeys.Select(key => json[key]?.ToString()).FirstOrDefault(name => name is not null) switch
        {
            "float32" or "torch.float32" or "float" => ScalarType.Float32,
            "bfloat16" or "torch.bfloat16" => ScalarType.BFloat16,
            "float16" or "torch.float16" or "half" => ScalarType.Float16,
            _ => null, // said by nobody, "auto", or a type that no weights have
        };

    private static JsonObject Parse(string file)
    {
        if (!File.Exists(file))
        {
            throw new CheckpointException(
                "EMPO3001",
                $"There is no {FileName} in {Path.GetDirectoryName(file)}. A model folder holds config.json, the weights and the "
                    + "tokenizer's files.",
                file
            );
        }

        try
        {
            return JsonFile.Read(file);
        }
        catch (JsonException error)
        {
            throw new CheckpointException(
                "EMPO3002",
                $"{FileName} cannot be read: {error.Message.TrimEnd('.')}. Download it again.",
                file,
                error
            );
        }
    }

    private static void RefuseUnimplemented(ConfigKeys keys)
    {
        if (keys.Text("hidden_act") is var activation and not ("silu" or ""))
        {
            throw keys.Unsupported("hidden_act", activation, "Only silu is implemented");
        }

        // Qwen's windows begin at layer max_window_layers, and there are none where sliding_window is null (left out it is 4,096).
        var windows = keys.Has("use_sliding_window") && keys.Flag("use_sliding_window") && !keys.IsNull("sliding_window");
        if (windows && !(keys.Find("max_window_layers") >= keys.Find("num_hidden_layers")))
        {
            throw keys.Unsupported("use_sliding_window", "true", "Attention over a sliding window is not implemented");
        }

        if (keys.OtherThan("layer_types", "full_attention") is { } layer)
        {
            throw keys.Unsupported("layer_types", layer, "Attention over a sliding window is not implemented");
        }

        if (keys.Has("quantization_config"))
        {
            throw keys.Unsupported(
                "quantization_config",
                keys.Written("quantization_config")!,
                "Quantized weights are not read",
                TensorAgreement.Unquantized
            );
        }

        if (keys.Has("partial_rotary_factor") && keys.Number("partial_rotary_factor") != 1)
        {
            throw keys.Unsupported(
                "partial_rotary_factor",
                keys.Written("partial_rotary_factor")!,
                "Only the rotation of whole heads is implemented"
            );
        }
    }

    private static void RequireConsistent(DecoderConfig config, string file)
    {
        string? reason =
            config.Heads % config.KeyValueHeads != 0
                ? $"num_attention_heads {config.Heads} is no multiple of num_key_value_heads {config.KeyValueHeads}"
            : config.ModelType == "qwen2" && config.HiddenSize % config.Heads != 0
                ? $"hidden_size {config.HiddenSize} is no multiple of num_attention_heads {config.Heads}"
            : (long)config.Heads * config.HeadSize > int.MaxValue ? $"{config.Heads} heads of {config.HeadSize} are no model"
            : config.HeadSize % 2 != 0 ? $"a head of {config.HeadSize} cannot be rotated in pairs"
            : null;
        if (reason is not null)
        {
            throw new CheckpointException(
                "EMPO3002",
                $"{FileName} contradicts itself: {reason}. Correct the number that is wrong, or fetch the file again.",
                file
            );
        }
    }

    private static string DtypeName(ScalarType dtype) => dtype switch
    {
        ScalarType.Float32 => "float32",
        ScalarType.BFloat16 => "bfloat16",
        ScalarType.Float16 => "float16",
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Weights are F32, BF16 or F16."),
    };

    private static void WriteJson(string path, JsonObject json) =>
        File.WriteAllText(path, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n");
}
