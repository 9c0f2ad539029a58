using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Files;

namespace Empo.Models;

/// <summary>
/// Reads <c>config.json</c> into a <see cref="DecoderConfig"/>. A key that the decoder does not implement is refused by name.
/// </summary>
public static class DecoderConfigFile
{
    public const string FileName = "config.json";

    /// <summary>What to do about quantized weights.</summary>
    public const string Unquantized = "Take the model's weights in F32, BF16 or F16 (its publisher has them beside the quantized ones).";

    /// <summary>Keys that may name the type of the weights; transformers 5 writes the second.</summary>
    public static IReadOnlyList<string> TypeKeys { get; } = ["torch_dtype", "dtype"];

    private static readonly string[] ModelTypes = ["qwen2", "qwen3"];

    /// <exception cref="UserError">EMPO3001: no file; EMPO3002: keys missing or wrong; EMPO3003: not implemented.</exception>
    public static DecoderConfig Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        var keys = new ConfigKeys(Json(folder), file);
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

    /// <summary>The declared type of the weights; null where the file names none of F32, BF16 and F16.</summary>
    public static FloatType? DeclaredType(JsonObject json) =>
        TypeKeys.Select(key => json[key]?.ToString()).FirstOrDefault(name => name is not null) switch
        {
            "float32" or "torch.float32" or "float" => FloatType.Float32,
            "bfloat16" or "torch.bfloat16" => FloatType.BFloat16,
            "float16" or "torch.float16" or "half" => FloatType.Float16,
            _ => null, // not declared, "auto", or a type that no weights have
        };

    /// <summary>All keys of a folder's file.</summary>
    /// <exception cref="UserError">EMPO3001: no file; EMPO3002: not JSON; EMPO3080: never fetched.</exception>
    public static JsonObject Json(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            throw new UserError(
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
            throw new UserError(
                "EMPO3002",
                $"{FileName} cannot be read: {error.Message.TrimEnd('.')}. Download it again.",
                file,
                cause: error
            );
        }
    }

    private static void RefuseUnimplemented(ConfigKeys keys)
    {
        if (keys.Text("hidden_act") is var activation and not ("silu" or ""))
        {
            throw keys.Unsupported("hidden_act", activation, "Only silu is implemented");
        }

        // Qwen's sliding windows begin at layer max_window_layers. There are none where sliding_window is null; an absent key means 4,096.
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
                Unquantized
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
                ? $"num_attention_heads {config.Heads} is not a multiple of num_key_value_heads {config.KeyValueHeads}"
            : config.ModelType == "qwen2" && config.HiddenSize % config.Heads != 0
                ? $"hidden_size {config.HiddenSize} is not a multiple of num_attention_heads {config.Heads}"
            : (long)config.Heads * config.HeadSize > int.MaxValue ? $"{config.Heads} heads of {config.HeadSize} are no model"
            : config.HeadSize % 2 != 0 ? $"a head of {config.HeadSize} cannot be rotated in pairs"
            : null;
        if (reason is not null)
        {
            throw new UserError(
                "EMPO3002",
                $"{FileName} contradicts itself: {reason}. Correct the number that is wrong, or fetch the file again.",
                file
            );
        }
    }
}
