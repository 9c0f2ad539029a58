namespace Empo.Models;

/// <summary>
/// The decoders that are read, one row each. Source of forms and of what a missing key means: the <c>configuration_</c> and
/// <c>modeling_</c> files of each family in transformers.
/// </summary>
internal static class DecoderFamilies
{
    public static IReadOnlyList<DecoderFamily> All { get; } =
    [
        new("qwen2", "Qwen2ForCausalLM", (keys, model) => model with { AttentionBias = true, LayerForms = QwenWindows(keys, model) }),
        new("qwen3", "Qwen3ForCausalLM", Qwen3) { HeadSizeMayBeMissing = false },
        new("llama", "LlamaForCausalLM", Llama) { TiedEmbeddings = false, RopeTheta = 10_000, KeyHeadsMayBeMissing = true },
        new("mistral", "MistralForCausalLM", Mistral)
        {
            TiedEmbeddings = false,
            RopeTheta = 10_000,
        },
        new("granite", "GraniteForCausalLM", Granite) { TiedEmbeddings = false, KeyHeadsMayBeMissing = true },
        new("phi3", "Phi3ForCausalLM", Phi3) { TiedEmbeddings = false, KeyHeadsMayBeMissing = true, PartialRotation = true },
        new("olmo2", "Olmo2ForCausalLM", Olmo2) { TiedEmbeddings = false, KeyHeadsMayBeMissing = true },
        new("smollm3", "SmolLM3ForCausalLM", SmolLm3) { TiedEmbeddings = true },
        new("gemma2", "Gemma2ForCausalLM", Gemma2)
        {
            Activation = ("hidden_activation", "gelu_pytorch_tanh"),
            TiedEmbeddings = true,
            RopeTheta = 10_000,
            HeadSizeMayBeMissing = false,
        },
        new("gemma3_text", "Gemma3ForCausalLM", Gemma3)
        {
            Activation = ("hidden_activation", "gelu_pytorch_tanh"),
            TiedEmbeddings = true,
            HeadSizeMayBeMissing = false,
        },
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(family => family.ModelType)];

    public static DecoderFamily? Find(string modelType) => All.FirstOrDefault(family => family.ModelType == modelType);

    /// <summary><c>sliding_window</c> where transformers finds no such key: Qwen, Mistral, Gemma.</summary>
    private const int UsualWindow = 4096;

    private static DecoderConfig Qwen3(ConfigKeys keys, DecoderConfig model)
    {
        return WithAttentionBiases(model, keys.Flag("attention_bias")) with
        {
            QueryKeyNorm = QueryKeyNorm.PerHead,
            LayerForms = QwenWindows(keys, model),
        };
    }

    private static DecoderConfig Llama(ConfigKeys keys, DecoderConfig model)
    {
        RefuseWindows(keys);
        return WithBiases(keys, model);
    }

    private static DecoderConfig Granite(ConfigKeys keys, DecoderConfig model)
    {
        RefuseWindows(keys);
        return WithBiases(keys, model) with
        {
            EmbeddingScale = keys.Number("embedding_multiplier"),
            ResidualScale = keys.Number("residual_multiplier"),
            AttentionScale = keys.Number("attention_multiplier"),
            LogitScale = 1 / keys.Number("logits_scaling"),
        };
    }

    private static DecoderConfig Mistral(ConfigKeys keys, DecoderConfig model)
    {
        RefuseWindows(keys);
        return model with { LayerForms = Windows(keys, model, _ => true, absent: UsualWindow) };
    }

    private static DecoderConfig Phi3(ConfigKeys keys, DecoderConfig model)
    {
        RefuseWindows(keys);
        if (model.RotaryScaling is not (null or LongRopeScaling))
        {
            throw keys.Unsupported("rope_scaling", "not longrope", "transformers computes models of type phi3 by longrope only");
        }

        return model with { FusedProjections = true, LayerForms = Windows(keys, model, _ => true) };
    }

    private static DecoderConfig Olmo2(ConfigKeys keys, DecoderConfig model)
    {
        RefuseWindows(keys);
        return WithAttentionBiases(model, keys.Flag("attention_bias", absent: false)) with
        {
            Norms = LayerNorms.After,
            QueryKeyNorm = QueryKeyNorm.WholeWidth,
        };
    }

    private static DecoderConfig SmolLm3(ConfigKeys keys, DecoderConfig model)
    {
        var interval = keys.OptionalInteger("no_rope_layer_interval") ?? 4;
        var flags = keys.List("no_rope_layers");
        if (flags is not null && (flags.Count < model.Layers || flags.Any(flag => flag?.ToString() is not ("0" or "1"))))
        {
            keys.Wrong($"no_rope_layers does not hold a 0 or 1 for each of {model.Layers} layers");
            flags = null;
        }

        bool Rotates(int layer) => flags is null ? (layer + 1) % interval != 0 : flags[layer]!.ToString() == "1";
        var windows = keys.Flag("use_sliding_window", absent: false) && keys.Has("sliding_window")
            ? Windows(keys, model, i => !Rotates(i))
            : null;
        return WithBiases(keys, model) with
        {
            LayerForms =
            [
                .. Enumerable
                    .Range(0, model.Layers)
                    .Select(i => new LayerForm(windows?[i].Window, Rotates(i) ? LayerRotation.Global : LayerRotation.None)),
            ],
        };
    }

    private static DecoderConfig Gemma2(ConfigKeys keys, DecoderConfig model) => Gemma(keys, model) with
    {
        LayerForms = Windows(keys, model, i => i % 2 == 0, absent: UsualWindow),
        AttentionSoftcap = keys.IsAbsent("attn_logit_softcapping") ? 50 : keys.OptionalNumber("attn_logit_softcapping"),
        LogitSoftcap = keys.IsAbsent("final_logit_softcapping") ? 30 : keys.OptionalNumber("final_logit_softcapping"),
    };

    private static DecoderConfig Gemma3(ConfigKeys keys, DecoderConfig model)
    {
        var pattern = keys.OptionalInteger("sliding_window_pattern") ?? keys.OptionalInteger("_sliding_window_pattern") ?? 6;
        var forms = Windows(keys, model, i => (i + 1) % pattern != 0, absent: UsualWindow);
        return Gemma(keys, model) with
        {
            QueryKeyNorm = QueryKeyNorm.PerHead,
            LocalRopeTheta = forms is null ? null : keys.Rotary.LocalTheta("rope_local_base_freq"),
            LayerForms = forms is null
                ? null
                : [.. forms.Select(form => form with { Rotation = form.Window is null ? LayerRotation.Global : LayerRotation.Local })],
        };
    }

    private static DecoderConfig Gemma(ConfigKeys keys, DecoderConfig model)
    {
        if (keys.Flag("use_bidirectional_attention", absent: false))
        {
            throw keys.Unsupported("use_bidirectional_attention", "true", "A decoder attends to earlier tokens only");
        }

        return WithAttentionBiases(model, keys.Flag("attention_bias", absent: false)) with
        {
            Norms = LayerNorms.BeforeAndAfter,
            NormOffset = 1,
            Activation = GateActivation.GeluTanh,
            AttentionScale = 1 / Math.Sqrt(keys.Number("query_pre_attn_scalar")),
            AttentionSoftcap = keys.OptionalNumber("attn_logit_softcapping"),
            LogitSoftcap = keys.OptionalNumber("final_logit_softcapping"),
            EmbeddingScale = Math.Sqrt(model.HiddenSize),
        };
    }

    /// <summary>With biases as <c>attention_bias</c> and <c>mlp_bias</c> say; none where the file has no such key.</summary>
    private static DecoderConfig WithBiases(ConfigKeys keys, DecoderConfig model) =>
        WithAttentionBiases(model, keys.Flag("attention_bias", absent: false)) with
        {
            FeedForwardBias = keys.Flag("mlp_bias", absent: false),
        };

    /// <summary><c>attention_bias</c> is of all four projections.</summary>
    private static DecoderConfig WithAttentionBiases(DecoderConfig model, bool bias) => model with
    {
        AttentionBias = bias,
        OutputBias = bias,
    };

    private static void RefuseWindows(ConfigKeys keys)
    {
        if (keys.List("layer_types")?.FirstOrDefault(type => type?.ToString() != "full_attention") is { } other)
        {
            throw keys.Unsupported("layer_types", other.ToString(), "Models of this type have layers of full_attention only");
        }
    }

    /// <summary>
    /// Qwen's windows begin at layer <c>max_window_layers</c>. There are none where <c>sliding_window</c> is null; an absent key means
    /// 4,096, and an absent <c>max_window_layers</c> 28.
    /// </summary>
    private static IReadOnlyList<LayerForm>? QwenWindows(ConfigKeys keys, DecoderConfig model)
    {
        if (!keys.Flag("use_sliding_window", absent: false) || keys.IsNull("sliding_window"))
        {
            return Windows(keys, model, null);
        }

        var first = keys.Find("max_window_layers") ?? 28;
        return Windows(keys, model, i => i >= first, absent: UsualWindow);
    }

    /// <summary>A form for each layer, or null where none has a window.</summary>
    /// <param name="keys">The file.</param>
    /// <param name="model">Its numbers.</param>
    /// <param name="byDefault">Whether a layer has a window where the file has no <c>layer_types</c>; null where no layer has one.</param>
    /// <param name="absent">The window where the file has no <c>sliding_window</c>.</param>
    private static IReadOnlyList<LayerForm>? Windows(ConfigKeys keys, DecoderConfig model, Func<int, bool>? byDefault, int? absent = null)
    {
        var types = keys.List("layer_types")?.Select(type => type?.ToString() ?? "null").ToList();
        if (types?.FirstOrDefault(type => type is not ("full_attention" or "sliding_attention")) is { } other)
        {
            throw keys.Unsupported("layer_types", other, "Layers of full_attention and sliding_attention are implemented");
        }

        if (types is not null && types.Count != model.Layers)
        {
            keys.Wrong($"layer_types has {types.Count} entries for {model.Layers} layers");
            return null;
        }

        var windowed = types is null ? byDefault : i => types[i] == "sliding_attention";
        if (windowed is null || !Enumerable.Range(0, model.Layers).Any(windowed))
        {
            return null;
        }

        if (types is null && (keys.IsNull("sliding_window") || (keys.IsAbsent("sliding_window") && absent is null)))
        {
            return null;
        }

        var window = keys.IsAbsent("sliding_window") && absent is { } usual ? usual : keys.Integer("sliding_window");
        return
        [
            .. Enumerable.Range(0, model.Layers).Select(i => new LayerForm(windowed(i) ? window : null, LayerRotation.Global)),
        ];
    }
}
