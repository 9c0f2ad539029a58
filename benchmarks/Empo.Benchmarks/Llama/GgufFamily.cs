using System.Globalization;
using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Benchmarks.Llama;

/// <summary>
/// What llama.cpp calls a family, its tensors and its numbers, and how its tensors differ from those of safetensors. Source: llama.cpp's
/// <c>gguf-py/gguf/tensor_mapping.py</c>, <c>constants.py</c> and <c>conversion</c> scripts.
/// </summary>
internal sealed record GgufFamily(string Architecture)
{
    private static readonly Dictionary<string, GgufFamily> ByModelType = new(StringComparer.Ordinal)
    {
        ["qwen2"] = new("qwen2"),
        ["qwen3"] = new("qwen3"),
        ["llama"] = new("llama") { Interleaved = true },
        ["mistral"] = new("llama") { Interleaved = true },
        ["granite"] = new("granite")
        {
            Interleaved = true,
            Keys = model =>
            [
                ("embedding_scale", (float)model.EmbeddingScale),
                ("residual_scale", (float)model.ResidualScale),
                ("attention.scale", (float)model.AttentionScale!),
                ("logit_scale", (float)(1 / model.LogitScale)),
            ],
        },
        ["phi3"] = new("phi3"),
        ["olmo2"] = new("olmo2"),
        ["smollm3"] = new("smollm3") { Interleaved = true },
        ["gemma2"] = new("gemma2")
        {
            NormOffset = 1,
            Keys = model =>
            [
                ("attention.sliding_window", (uint)Window(model)),
                ("attn_logit_softcapping", (float)model.AttentionSoftcap!),
                ("final_logit_softcapping", (float)model.LogitSoftcap!),
            ],
        },
        ["gemma3_text"] = new("gemma3") { NormOffset = 1, Keys = model => [("attention.sliding_window", (uint)Window(model))] },
    };

    private static readonly Dictionary<string, string> Outside = new(StringComparer.Ordinal)
    {
        ["model.embed_tokens.weight"] = "token_embd.weight",
        ["model.norm.weight"] = "output_norm.weight",
        ["lm_head.weight"] = "output.weight",
    };

    /// <summary>Names inside a layer, after <c>model.layers.N.</c> and after <c>blk.N.</c>, without their last part.</summary>
    private static readonly Dictionary<string, string> InLayer = new(StringComparer.Ordinal)
    {
        ["input_layernorm"] = "attn_norm",
        ["self_attn.q_proj"] = "attn_q",
        ["self_attn.k_proj"] = "attn_k",
        ["self_attn.v_proj"] = "attn_v",
        ["self_attn.qkv_proj"] = "attn_qkv",
        ["self_attn.o_proj"] = "attn_output",
        ["self_attn.q_norm"] = "attn_q_norm",
        ["self_attn.k_norm"] = "attn_k_norm",
        ["pre_feedforward_layernorm"] = "ffn_norm",
        ["post_feedforward_layernorm"] = "post_ffw_norm",
        ["mlp.gate_proj"] = "ffn_gate",
        ["mlp.up_proj"] = "ffn_up",
        ["mlp.gate_up_proj"] = "ffn_up",
        ["mlp.down_proj"] = "ffn_down",
    };

    /// <summary>Whether rotated pairs of queries and keys lie side by side, and not half a head apart.</summary>
    public bool Interleaved { get; private init; }

    /// <summary>Added to the weights of norms.</summary>
    public int NormOffset { get; private init; }

    /// <summary>Numbers that only this family has.</summary>
    public Func<DecoderConfig, IReadOnlyList<(string Name, object Value)>> Keys { get; private init; } = _ => [];

    /// <exception cref="NotSupportedException">No names are known for the type.</exception>
    public static GgufFamily Of(DecoderConfig model) =>
        ByModelType.GetValueOrDefault(model.ModelType)
        ?? throw new NotSupportedException($"Models of type {model.ModelType} have no names in this file.");

    /// <summary>Every number of a model, in the file's names.</summary>
    public IReadOnlyList<(string Name, object Value)> KeysOf(DecoderConfig model) =>
    [
        .. new (string Name, object Value)[]
        {
            ("block_count", (uint)model.Layers),
            ("context_length", (uint)model.MaxPositions),
            ("embedding_length", (uint)model.HiddenSize),
            ("feed_forward_length", (uint)model.IntermediateSize),
            ("attention.head_count", (uint)model.Heads),
            ("attention.head_count_kv", (uint)model.KeyValueHeads),
            ("attention.key_length", (uint)model.HeadSize),
            ("attention.value_length", (uint)model.HeadSize),
            ("attention.layer_norm_rms_epsilon", (float)model.RmsNormEpsilon),
            ("rope.dimension_count", (uint)model.RotatedSize),
            ("rope.freq_base", (float)model.RopeTheta),
            ("vocab_size", (uint)model.VocabularySize),
        }
            .Concat(Scaling(model))
            .Concat(Keys(model))
            .Select(key => ($"{Architecture}.{key.Name}", key.Value)),
    ];

    /// <summary>Tables that the file holds beside the weights: factors of rotary frequencies.</summary>
    public static IReadOnlyList<(string Name, float[] Numbers)> Tables(DecoderConfig model) => model.RotaryScaling switch
    {
        Llama3Scaling scaling => [("rope_freqs.weight", Divisors(scaling, model))],
        LongRopeScaling scaling =>
        [
            ("rope_factors_long.weight", [.. scaling.Short.Select(factor => (float)factor)]),
            ("rope_factors_short.weight", [.. scaling.Short.Select(factor => (float)factor)]),
        ],
        null or LinearScaling or YarnScaling => [],
        var other => throw Unknown(other),
    };

    /// <summary>llama.cpp's name of a tensor.</summary>
    public string NameOf(DecoderConfig model, string name)
    {
        var parts = name.Split('.', 4);
        if (parts is not ["model", "layers", var layer, var rest])
        {
            return Outside[name];
        }

        var dot = rest.LastIndexOf('.');
        var inside = rest[..dot] == "post_attention_layernorm"
            ? model.Norms == LayerNorms.Before ? "ffn_norm" : "post_attention_norm"
            : InLayer[rest[..dot]];
        return string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.{inside}{rest[dot..]}");
    }

    /// <summary>A tensor as llama.cpp wants it.</summary>
    public Tensor Converted(DecoderConfig model, string name, Tensor values)
    {
        if (NormOffset != 0 && name.EndsWith("norm.weight", StringComparison.Ordinal))
        {
            return values.add(NormOffset);
        }

        var heads = name.Contains(".q_proj.", StringComparison.Ordinal) ? model.Heads
            : name.Contains(".k_proj.", StringComparison.Ordinal) ? model.KeyValueHeads
            : 0;
        if (!Interleaved || heads == 0)
        {
            return values.alias();
        }

        long[] shape = values.shape;
        return values.reshape(heads, 2, shape[0] / heads / 2, -1).transpose(1, 2).reshape(shape);
    }

    private static IEnumerable<(string Name, object Value)> Scaling(DecoderConfig model) => model.RotaryScaling switch
    {
        LinearScaling scaling => [("rope.scaling.type", "linear"), ("rope.scaling.factor", (float)scaling.Factor)],
        YarnScaling scaling =>
        [
            ("rope.scaling.type", "yarn"),
            ("rope.scaling.factor", (float)scaling.Factor),
            ("rope.scaling.original_context_length", (uint)scaling.Original),
        ],
        LongRopeScaling scaling =>
        [
            ("rope.scaling.type", "longrope"),
            ("rope.scaling.original_context_length", (uint)model.MaxPositions),
            ("rope.scaling.attn_factor", (float)scaling.AttentionFactor),
        ],
        null or Llama3Scaling => [],
        var other => throw Unknown(other),
    };

    private static float[] Divisors(Llama3Scaling scaling, DecoderConfig model) =>
    [
        .. scaling
            .Frequencies(model.RopeTheta, model.RotatedSize)
            .Select((frequency, i) => (float)(Math.Pow(model.RopeTheta, -2.0 * i / model.RotatedSize) / frequency)),
    ];

    private static int Window(DecoderConfig model) => model.Windows[0];

    private static NotSupportedException Unknown(RotaryScaling scaling) => new($"{scaling.GetType().Name} has no names in this file.");
}
