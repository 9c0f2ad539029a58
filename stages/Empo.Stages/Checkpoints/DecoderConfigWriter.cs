using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>Writes the <c>config.json</c> that accompanies weights.</summary>
internal static class DecoderConfigWriter
{
    /// <summary>Writes a new file for a model trained here, with the keys that transformers expects.</summary>
    public static void Write(string folder, DecoderConfig config, ScalarType dtype, int? endOfText)
    {
        if (config.ModelType is not ("qwen2" or "qwen3"))
        {
            throw new NotSupportedException($"New models are of type qwen2 or qwen3, not {config.ModelType}.");
        }

        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(DecoderConfigFile.ArchitectureOf(config.ModelType)),
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

        WriteJson(Path.Combine(folder, DecoderConfigFile.FileName), json);
    }

    /// <summary>
    /// Copies the file of another folder with all its keys; only the dtype's name is adapted to the weights written with it.
    /// </summary>
    public static void CarryOver(string source, string target, ScalarType dtype)
    {
        var json = DecoderConfigFile.Json(source);
        var other = DecoderConfigFile.TypeKeys.Where(key => json.ContainsKey(key) && json[key]?.ToString() != DtypeName(dtype)).ToList();
        if (other.Count == 0)
        {
            CheckpointFolder.Copy(
                Path.Combine(source, DecoderConfigFile.FileName),
                Path.Combine(target, DecoderConfigFile.FileName)
            );
            return;
        }

        other.ForEach(key => json[key] = DtypeName(dtype));
        WriteJson(Path.Combine(target, DecoderConfigFile.FileName), json);
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
