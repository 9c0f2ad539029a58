using System.Globalization;
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

    /// <exception cref="UserError">EMPO3001: no file; EMPO3002: keys missing or wrong; EMPO3003: not implemented.</exception>
    public static DecoderConfig Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        var keys = new ConfigKeys(Json(folder), file);
        var type = keys.Text("model_type");
        var family = DecoderFamilies.Find(type)
            ?? throw keys.Unsupported("model_type", type, $"Models of type {string.Join(", ", DecoderFamilies.Names)} are read");
        RefuseUnimplemented(keys, family);
        var config = family.Form(keys, Numbers(keys, family));
        keys.ThrowIfWrong();
        RequireConsistent(config, keys.Has("head_dim"), file);
        return config;
    }

    /// <summary>Every <c>model_type</c> that is read.</summary>
    public static IReadOnlyList<string> ModelTypes => DecoderFamilies.Names;

    /// <summary>transformers' class for a model type that is read, such as <c>Qwen2ForCausalLM</c>.</summary>
    public static string ArchitectureOf(string modelType) =>
        DecoderFamilies.Find(modelType)?.Architecture ?? throw new ArgumentException($"No decoder is of type {modelType}.");

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

    /// <summary>What every family has; the neutral form in all else.</summary>
    private static DecoderConfig Numbers(ConfigKeys keys, DecoderFamily family)
    {
        var heads = keys.Integer("num_attention_heads");
        var width = keys.Integer("hidden_size");
        var positions = keys.Integer("max_position_embeddings");
        var rotary = keys.Rotary;
        var original = rotary.Original();
        return new DecoderConfig
        {
            ModelType = family.ModelType,
            VocabularySize = keys.Integer("vocab_size"),
            HiddenSize = width,
            IntermediateSize = keys.Integer("intermediate_size"),
            Layers = keys.Integer("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads =
                family.KeyHeadsMayBeMissing && !keys.Has("num_key_value_heads") ? heads : keys.Integer("num_key_value_heads"),
            HeadSize = keys.Has("head_dim") || !family.HeadSizeMayBeMissing ? keys.Integer("head_dim") : width / heads,
            MaxPositions = Math.Min(positions, original ?? positions),
            PositionBound = original < positions
                ? "original_max_position_embeddings; in a longer sequence the rotary factors of all its positions are others"
                : null,
            RmsNormEpsilon = keys.Number("rms_norm_eps"),
            RopeTheta = rotary.Theta(family.RopeTheta),
            RotaryShare = rotary.Share(),
            RotaryScaling = rotary.Scaling(positions),
            TiedEmbeddings = family.TiedEmbeddings is { } tied
                ? keys.Flag("tie_word_embeddings", tied)
                : keys.Flag("tie_word_embeddings"),
            AttentionBias = false,
            QueryKeyNorm = QueryKeyNorm.None,
        };
    }

    private static void RefuseUnimplemented(ConfigKeys keys, DecoderFamily family)
    {
        var (key, value) = family.Activation;
        if ((key == "hidden_act" || keys.Has(key)) && keys.Text(key) is var activation && activation != value && activation != "")
        {
            throw keys.Unsupported(key, activation, $"Only {value} is implemented in models of type {family.ModelType}");
        }

        if (!family.PartialRotation && keys.Rotary.Share() != 1)
        {
            throw keys.Unsupported(
                "partial_rotary_factor",
                keys.Written("partial_rotary_factor") ?? "below 1",
                $"Models of type {family.ModelType} rotate whole heads"
            );
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
    }

    private static void RequireConsistent(DecoderConfig config, bool headSizeWritten, string file)
    {
        string? reason =
            config.Heads % config.KeyValueHeads != 0
                ? $"num_attention_heads {config.Heads} is not a multiple of num_key_value_heads {config.KeyValueHeads}"
            : !headSizeWritten && config.HiddenSize % config.Heads != 0
                ? $"hidden_size {config.HiddenSize} is not a multiple of num_attention_heads {config.Heads}"
            : (long)config.Heads * config.HeadSize > int.MaxValue ? $"{config.Heads} heads of {config.HeadSize} are no model"
            : config.RotatedSize < 2 || config.RotatedSize % 2 != 0
                ? $"{config.RotatedSize} components of a head of {config.HeadSize} cannot be rotated in pairs"
            : config.RotaryScaling is LongRopeScaling scaling && scaling.Short.Count != config.RotatedSize / 2
                ? $"short_factor has {scaling.Short.Count} numbers for {config.RotatedSize / 2} pairs of components"
            : config.RotaryScaling is Llama3Scaling { Low: var low, High: var high } && low >= high
                ? string.Create(CultureInfo.InvariantCulture, $"low_freq_factor {low} is not below high_freq_factor {high}")
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
