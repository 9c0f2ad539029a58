namespace Empo.Models;

/// <summary>
/// One kind of decoder by its <c>model_type</c>: what it computes beyond, or other than, a pre-normalised decoder with rotary positions and
/// a gated feed-forward network, and what transformers takes for keys that published files leave out.
/// </summary>
/// <param name="ModelType"><c>model_type</c> in config.json.</param>
/// <param name="Architecture">transformers' class, as <c>architectures</c> names it.</param>
/// <param name="Form">Completes a description that holds the numbers which every family has.</param>
internal sealed record DecoderFamily(string ModelType, string Architecture, Func<ConfigKeys, DecoderConfig, DecoderConfig> Form)
{
    /// <summary>Key and value of the feed-forward network's activation.</summary>
    public (string Key, string Value) Activation { get; init; } = ("hidden_act", "silu");

    /// <summary><c>tie_word_embeddings</c> where the file has no such key; null for an error.</summary>
    public bool? TiedEmbeddings { get; init; }

    /// <summary><c>rope_theta</c> where the file has no such key; null for an error.</summary>
    public double? RopeTheta { get; init; }

    /// <summary>Whether a missing <c>num_key_value_heads</c> means one for each query head; otherwise it is an error.</summary>
    public bool KeyHeadsMayBeMissing { get; init; }

    /// <summary>Whether <c>partial_rotary_factor</c> may be below 1.</summary>
    public bool PartialRotation { get; init; }

    /// <summary>Whether a missing <c>head_dim</c> means hidden_size / num_attention_heads; otherwise it is an error.</summary>
    public bool HeadSizeMayBeMissing { get; init; } = true;
}
