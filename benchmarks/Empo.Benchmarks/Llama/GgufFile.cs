using System.Text;
using Empo.Models;
using Empo.Stages.Checkpoints;

namespace Empo.Benchmarks.Llama;

/// <summary>
/// Writes a model folder as GGUF version 3, the file of llama.cpp: as much of it as measuring a Qwen2 decoder takes, and no vocabulary.
/// Layout: "GGUF", version, counts of tensors and keys; keys; names, extents (the last of safetensors first) and offsets of the
/// tensors; their data, each aligned to 32 bytes.
/// </summary>
internal static class GgufFile
{
    private const int Alignment = 32;
    private const uint UInt32Key = 4;
    private const uint Float32Key = 6;
    private const uint StringKey = 8;

    /// <summary>Names inside a layer, after <c>model.layers.N.</c> and after <c>blk.N.</c></summary>
    private static readonly Dictionary<string, string> InLayer = new(StringComparer.Ordinal)
    {
        ["input_layernorm.weight"] = "attn_norm.weight",
        ["self_attn.q_proj.weight"] = "attn_q.weight",
        ["self_attn.q_proj.bias"] = "attn_q.bias",
        ["self_attn.k_proj.weight"] = "attn_k.weight",
        ["self_attn.k_proj.bias"] = "attn_k.bias",
        ["self_attn.v_proj.weight"] = "attn_v.weight",
        ["self_attn.v_proj.bias"] = "attn_v.bias",
        ["self_attn.o_proj.weight"] = "attn_output.weight",
        ["post_attention_layernorm.weight"] = "ffn_norm.weight",
        ["mlp.gate_proj.weight"] = "ffn_gate.weight",
        ["mlp.up_proj.weight"] = "ffn_up.weight",
        ["mlp.down_proj.weight"] = "ffn_down.weight",
    };

    private static readonly Dictionary<string, string> Outside = new(StringComparer.Ordinal)
    {
        ["model.embed_tokens.weight"] = "token_embd.weight",
        ["model.norm.weight"] = "output_norm.weight",
        ["lm_head.weight"] = "output.weight",
    };

    /// <param name="folder">A model of type qwen2, as <see cref="CheckpointFolder.Save"/> writes it.</param>
    /// <param name="matrices">Type of the matrices; norms and biases are F32, as llama.cpp wants them.</param>
    /// <param name="file">Where to write.</param>
    public static void Write(string folder, GgufType matrices, string file)
    {
        using var weights = WeightFiles.Open(folder);
        var tensors = weights.Tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value).ToList();
        using var output = new BinaryWriter(File.Create(file));
        var keys = Keys(DecoderConfigFile.Read(folder));
        output.Write("GGUF"u8);
        output.Write(3u);
        output.Write((ulong)tensors.Count);
        output.Write((ulong)keys.Count);
        foreach (var (key, value) in keys)
        {
            Key(output, key, value);
        }

        long offset = 0;
        foreach (var (_, entry) in tensors)
        {
            var type = TypeOf(entry, matrices);
            Text(output, NameOf(entry.Name));
            output.Write((uint)entry.Shape.Count);
            foreach (var extent in entry.Shape.Reverse())
            {
                output.Write((ulong)extent);
            }

            output.Write(type.Number);
            output.Write((ulong)offset);
            offset = Aligned(offset + (entry.Shape.Aggregate(1L, (count, extent) => count * extent) * type.ByteCount));
        }

        foreach (var (source, entry) in tensors)
        {
            Pad(output);
            using var read = source.Read(entry);
            using var converted = read.to(TypeOf(entry, matrices).Scalar);
            output.Write(converted.bytes);
        }
    }

    private static List<(string Name, object Value)> Keys(DecoderConfig model) =>
        model.ModelType != "qwen2"
            ? throw new NotSupportedException($"Only qwen2 has names in this file, not {model.ModelType}.")
            :
            [
                ("general.architecture", "qwen2"),
                ("general.alignment", (uint)Alignment),
                ("qwen2.block_count", (uint)model.Layers),
                ("qwen2.context_length", (uint)model.MaxPositions),
                ("qwen2.embedding_length", (uint)model.HiddenSize),
                ("qwen2.feed_forward_length", (uint)model.IntermediateSize),
                ("qwen2.attention.head_count", (uint)model.Heads),
                ("qwen2.attention.head_count_kv", (uint)model.KeyValueHeads),
                ("qwen2.attention.layer_norm_rms_epsilon", (float)model.RmsNormEpsilon),
                ("qwen2.rope.freq_base", (float)model.RopeTheta),
                ("qwen2.vocab_size", (uint)model.VocabularySize),
                ("tokenizer.ggml.model", "none"),
            ];

    /// <summary>llama.cpp's name of a tensor of ours.</summary>
    private static string NameOf(string name)
    {
        var parts = name.Split('.', 4);
        return parts is ["model", "layers", var layer, var rest] ? $"blk.{layer}.{InLayer[rest]}" : Outside[name];
    }

    private static GgufType TypeOf(TensorEntry entry, GgufType matrices) => entry.Shape.Count == 1 ? GgufType.F32 : matrices;

    private static void Key(BinaryWriter output, string name, object value)
    {
        Text(output, name);
        switch (value)
        {
            case uint number:
                output.Write(UInt32Key);
                output.Write(number);
                break;
            case float number:
                output.Write(Float32Key);
                output.Write(number);
                break;
            case string text:
                output.Write(StringKey);
                Text(output, text);
                break;
            default:
                throw new NotSupportedException($"{name}: a value of type {value.GetType()}");
        }
    }

    private static void Text(BinaryWriter output, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        output.Write((ulong)bytes.Length);
        output.Write(bytes);
    }

    private static void Pad(BinaryWriter output)
    {
        output.Flush();
        var position = output.BaseStream.Position;
        output.Write(new byte[Aligned(position) - position]);
    }

    private static long Aligned(long position) => (position + Alignment - 1) / Alignment * Alignment;
}
