using Empo.Experiments.Catalog;
using Empo.Models;

namespace Empo.Experiments.Resources;

/// <summary>The memory of sampling with the local engine: one chunk, or the rows of continuous batching.</summary>
public sealed record RolloutMemory
{
    /// <summary>Settings that lower the peak when they are lowered, most effective first.</summary>
    public const string Remedy =
        "Lower rollout.max_rows with continuous batching, else rollout.questions_per_chunk or rollout.samples_per_chunk "
        + "(evaluate.questions_per_chunk and its siblings in an evaluation), or rollout.max_tokens";

    private const string ContinuousRemedy = "Lower rollout.max_rows or rollout.max_tokens (evaluate.max_tokens in an evaluation)";

    private const string ChunkRemedy =
        "Lower rollout.questions_per_chunk, rollout.samples_per_chunk or rollout.max_tokens (evaluate.questions_per_chunk and "
        + "its siblings in an evaluation)";

    /// <summary>Rows beyond which a step's arithmetic, and no longer the reading of weights, decides the speed.</summary>
    private const int MostRowsOnCard = 512;

    private const int MostRowsOnHost = 256;

    private const int F32 = 4;

    /// <summary>Rows of continuous batching where nobody asks for another number and memory is unknown.</summary>
    public const int UsualRows = 64;

    /// <summary>Rows that are sampled at once, with F64 sums over the vocabulary: 64 x 152k x 8 bytes = 78 MB.</summary>
    public const int SampledRows = 64;

    /// <summary>Padded tokens of prompts that continuous batching reads at once, unless one prompt is longer.</summary>
    public const int PrefillTokens = 16_384;

    public required DecoderConfig Model { get; init; }

    /// <summary>Bytes of a weight in memory: 2 (BF16) or 4 (F32, and F16, which is computed in F32).</summary>
    public required int WeightBytes { get; init; }

    /// <summary>Bytes of a number of the type that sampling computes in; null for that of the weights.</summary>
    public int? ComputeBytes { get; init; }

    /// <summary>Questions computed at once.</summary>
    public required long Questions { get; init; }

    /// <summary>Samples per question.</summary>
    public required long Samples { get; init; }

    /// <summary>Longest prompt in tokens.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Longest response in tokens.</summary>
    public required long ResponseTokens { get; init; }

    /// <summary>Whether rows have separate caches and are refilled.</summary>
    public bool IsContinuous { get; private init; }

    /// <summary>The same model and lengths with so many rows of continuous batching, each with a prompt of its own.</summary>
    public RolloutMemory Continuous(int rows, bool onCard) =>
        this with
        {
            IsContinuous = true,
            Questions = rows,
            Samples = 1,
            SampledAtOnce = onCard ? rows : SampledRows,
            KeptBytes = onCard ? null : F32,
        };

    /// <summary>Most rows of continuous batching, in whole eights, that fit into so many bytes; at least 8.</summary>
    public int RowsWithin(long bytes, bool onCard)
    {
        var rows = onCard ? MostRowsOnCard : MostRowsOnHost;
        while (rows > 8 && Continuous(rows, onCard).Estimate().Total > bytes)
        {
            rows -= 8;
        }

        return rows;
    }

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
        Remedy = IsContinuous ? ContinuousRemedy : ChunkRemedy,
    };

    /// <summary>Rows that the device samples at once.</summary>
    private int SampledAtOnce { get; init; } = SampledRows;

    /// <summary>Bytes of a kept key's number; null for those of the computing type. On the host continuous batching keeps F32.</summary>
    private int? KeptBytes { get; init; }

    private int Bytes => ComputeBytes ?? WeightBytes;

    private long Rows => Questions * Samples;

    /// <summary>
    /// Query, key and value in one matrix, gate and up in another; in F32 the head with its norm folded in; all weights in another type.
    /// </summary>
    private long RearrangedBytes() => Bytes != WeightBytes
        ? Model.ParameterCount * Bytes
        : (Model.Layers * Model.HiddenSize * (Model.QueryWidth + (2 * Model.KeyWidth) + (2 * Model.IntermediateSize)) * Bytes)
            + (Bytes < F32 ? 0 : Model.VocabularySize * Model.HiddenSize * F32);

    /// <summary>
    /// Keys and values: the prompt once per question, the response once per row. One layer counts twice while its cache grows.
    /// </summary>
    private long CacheBytes() =>
        2 * Model.KeyWidth * (KeptBytes ?? Bytes) * (Model.Layers + 1) * ((Questions * PromptTokens) + (Rows * ResponseTokens));

    private long LogitBytes() =>
        (Rows * Model.VocabularySize * (F32 + (Bytes < F32 ? Bytes : 0)))
        + (Math.Min(Rows, SampledAtOnce) * Model.VocabularySize * ((2 * sizeof(double)) + (3 * F32)));

    /// <summary>
    /// Attention scores in F32 four times (prompt, response, both, softmax). With 16-bit weights, the keys once more in F32. The fused
    /// attention of continuous batching keeps only what is added to the scores.
    /// </summary>
    private long StepBytes() =>
        (F32 * Rows * (PromptTokens + ResponseTokens) * (IsContinuous ? 2 : 4 * Model.Heads))
        + (Bytes < F32 && !IsContinuous ? F32 * Model.KeyWidth * ((Questions * PromptTokens) + (Rows * ResponseTokens)) : 0)
        + (IsContinuous ? Rows * Model.ScoreBytes(PromptTokens + ResponseTokens) : 0)
        + (Rows * 3 * Model.IntermediateSize * Bytes);

    /// <summary>Continuous batching keeps the keys and values of all layers until they are in their rows.</summary>
    private long PrefillBytes()
    {
        var tokens = IsContinuous ? Math.Max(PromptTokens, Math.Min(PrefillTokens, Questions * PromptTokens)) : Questions * PromptTokens;
        var layer =
            (((3 * Model.IntermediateSize) + (4 * Model.QueryWidth) + (3 * Model.HiddenSize)) * Bytes)
            + (2 * F32 * Model.HiddenSize)
            + Model.ScoreBytes(PromptTokens);
        var kept = IsContinuous ? 2L * Model.KeyWidth * (KeptBytes ?? Bytes) * Model.Layers : 0;
        return Model.MaskBytes(PromptTokens, Bytes) + (tokens * (layer + kept));
    }
}
