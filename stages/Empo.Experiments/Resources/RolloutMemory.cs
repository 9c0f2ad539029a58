using Empo.Experiments.Catalog;
using Empo.Models;

namespace Empo.Experiments.Resources;

/// <summary>The memory of sampling one chunk with the local engine.</summary>
public sealed record RolloutMemory
{
    /// <summary>Settings that lower the peak when they are lowered, most effective first.</summary>
    public const string Remedy =
        "Lower rollout.questions_per_chunk, rollout.samples_per_chunk or rollout.max_tokens (evaluate.questions_per_chunk and "
        + "its siblings in an evaluation)";

    private const int F32 = 4;

    /// <summary>Rows that the device samples at once, with F64 sums over the vocabulary.</summary>
    private const int SampledRows = 64;

    public required DecoderConfig Model { get; init; }

    /// <summary>Bytes of a weight in memory: 2 (BF16) or 4 (F32, and F16, which is computed in F32).</summary>
    public required int WeightBytes { get; init; }

    /// <summary>Questions computed at once.</summary>
    public required long Questions { get; init; }

    /// <summary>Samples per question.</summary>
    public required long Samples { get; init; }

    /// <summary>Longest prompt in tokens.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Longest response in tokens.</summary>
    public required long ResponseTokens { get; init; }

    public MemoryEstimate Estimate() => new()
    {
        Stage = StageTable.Rollout.Name,
        Parts =
        [
            new(MemoryEstimate.Weights, Model.ParameterCount * WeightBytes),
            new("rearranged weights", RearrangedBytes()),
            new("keys and values", CacheBytes()),
            new("logits", LogitBytes()),
            new("one layer's work", Math.Max(StepBytes(), PrefillBytes())),
        ],
        Remedy = Remedy,
    };

    private long Rows => Questions * Samples;

    /// <summary>Query, key and value in one matrix, gate and up in another; in F32 the head with its norm folded in.</summary>
    private long RearrangedBytes() =>
        (Model.Layers * Model.HiddenSize * (Model.QueryWidth + (2 * Model.KeyWidth) + (2 * Model.IntermediateSize)) * WeightBytes)
        + (WeightBytes < F32 ? 0 : Model.VocabularySize * Model.HiddenSize * F32);

    /// <summary>
    /// Keys and values: the prompt once per question, the response once per row. One layer counts twice while its cache grows.
    /// </summary>
    private long CacheBytes() =>
        2 * Model.KeyWidth * WeightBytes * (Model.Layers + 1) * ((Questions * PromptTokens) + (Rows * ResponseTokens));

    private long LogitBytes() =>
        (Rows * Model.VocabularySize * (F32 + (WeightBytes < F32 ? WeightBytes : 0)))
        + (Math.Min(Rows, SampledRows) * Model.VocabularySize * ((2 * sizeof(double)) + (3 * F32)));

    /// <summary>
    /// Attention scores in F32 four times (prompt, response, both, softmax). With 16-bit weights, the keys once more in F32.
    /// </summary>
    private long StepBytes() =>
        (4 * F32 * Rows * Model.Heads * (PromptTokens + ResponseTokens))
        + (WeightBytes < F32 ? F32 * Model.KeyWidth * ((Questions * PromptTokens) + (Rows * ResponseTokens)) : 0)
        + (Rows * 3 * Model.IntermediateSize * WeightBytes);

    private long PrefillBytes() =>
        Questions
        * PromptTokens
        * (((3 * Model.IntermediateSize) + (4 * Model.QueryWidth) + (3 * Model.HiddenSize)) * WeightBytes + (2 * F32 * Model.HiddenSize));
}
