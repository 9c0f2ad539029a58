using Empo.Experiments.Catalog;
using Empo.Models;

namespace Empo.Experiments.Resources;

/// <summary>The memory of a policy update: what stays from step to step, and the forward and backward pass of one micro-batch.</summary>
public sealed record UpdateMemory
{
    /// <summary>Settings that lower the peak when they are lowered, most effective first.</summary>
    public const string Remedy =
        "Lower update.micro_batch_tokens, set update.recompute: true, or lower rollout.max_tokens and prompt.max_tokens";

    /// <summary>Elements of [tokens, vocabulary] that the head computes at once; as in the training code.</summary>
    public const long PieceElements = 150L << 20;

    /// <summary>Parameters that the optimizer steps at once; as in the training code.</summary>
    public const long StepElements = 1L << 24;

    /// <summary>Most elements of a gradient whose norm is one reduction; as in the training code.</summary>
    public const long LargestReduction = 1L << 26;

    /// <summary>Fewest elements of layers whose gradient comes together; as in the training code.</summary>
    public const long LeastSection = 1L << 20;

    private const int F32 = 4;

    public required DecoderConfig Model { get; init; }

    /// <summary>Bytes of a weight in memory: 2 (BF16) or 4 (F32, and F16, which is computed in F32).</summary>
    public required int WeightBytes { get; init; }

    /// <summary>Padded tokens of the largest micro-batch.</summary>
    public required long Tokens { get; init; }

    /// <summary>Tokens of the longest sequence in it; counts only where attention is written out.</summary>
    public long Longest { get; init; }

    /// <summary>
    /// Ranks that train together, one on each card, with the ordered reduction. Each holds all weights and the gradient of its micro-batch,
    /// and a share of the sums and of the optimizer's state (ZeRO-2).
    /// </summary>
    public int Ranks { get; init; } = 1;

    /// <summary>Whether activations are computed again in the backward pass.</summary>
    public required bool Recompute { get; init; }

    /// <summary>Scalars that are trained; null for all of them, fewer where an adapter is trained.</summary>
    public long? Trainable { get; init; }

    /// <summary>Whether master weights and moments are in host memory while the model is on a GPU.</summary>
    public bool StateOnHost { get; init; }

    /// <summary>
    /// Whether the weights are rounded from an F32 policy (<c>update.dtype: bfloat16</c>). It is counted as the optimizer's master weights;
    /// where those are few (an adapter) or on the host, it comes on top.
    /// </summary>
    public bool Rounded { get; init; }

    public MemoryEstimate Estimate()
    {
        var trained = Trainable ?? Model.ParameterCount;
        var mixed = WeightBytes < F32;
        var state = trained * F32 * (mixed || StateOnHost ? 3 : 2) / Ranks;
        var stepped = Math.Min(trained / Ranks, StepElements);
        var activations = Recompute ? Model.Layers * Tokens * Model.HiddenSize * WeightBytes : Model.Layers * LayerBytes();
        var work = Math.Max(LayerWork() + (Recompute ? LayerBytes() : 0), HeadBytes()) + Model.MaskBytes(Longest, WeightBytes);
        return new MemoryEstimate
        {
            Stage = StageTable.Update.Name,
            Parts =
            [
                new(MemoryEstimate.Weights, Model.ParameterCount * WeightBytes),
                new("F32 policy", Rounded && (StateOnHost || Trainable is not null) ? Model.ParameterCount * F32 : 0),
                new("gradients", GradientBytes(trained, mixed)),
                new("F32 sums", SumBytes(trained, mixed)),
                new("optimizer", state, StateOnHost),
                new("activations", activations),
                new("one layer's work", StateOnHost ? work : Math.Max(work, (stepped * F32) - activations)), // the denominator of a step
                new("optimizer step", StateOnHost ? 2 * stepped * F32 : 0, OnHost: true), // its gradient too
            ],
            Remedy = Remedy,
        };
    }

    /// <summary>
    /// A micro-batch's gradient. A recomputing pass ends it layer by layer, and where its sum is elsewhere two layers are enough, beside
    /// what is final at the end of the pass: embedding, head, norms. Ranks receive a third layer, each its share from every other one.
    /// </summary>
    private long GradientBytes(long trained, bool mixed)
    {
        if (!Recompute || Trainable is not null || !(mixed || Ranks > 1))
        {
            return trained * WeightBytes;
        }

        var (layer, layers) = (Model.LayerMatrixCount, Model.Layers * Model.LayerMatrixCount);
        var section = layer >= LeastSection ? layer : Math.Min(layers, LeastSection + layer);
        return Math.Min(trained, trained - layers + ((Ranks > 1 ? 3 : 2) * section)) * WeightBytes;
    }

    /// <summary>
    /// Sums beside the gradients themselves. Over ranks there is always a share of one, and a whole one where the norm is one reduction.
    /// </summary>
    private long SumBytes(long trained, bool mixed) =>
        Ranks == 1 ? (mixed ? trained * F32 : 0)
        : (trained * F32 / Ranks)
            + (trained <= LargestReduction ? trained * F32 : 0)
            + (!mixed && Trainable is null && Model.TiedEmbeddings ? Model.VocabularySize * Model.HiddenSize * F32 : 0);

    /// <summary>What autograd keeps for a layer.</summary>
    private long LayerBytes() => Tokens * (Model.ActivationBytes(WeightBytes) + Model.ScoreBytes(Longest));

    /// <summary>Gradients in the backward pass through the widest part of a layer.</summary>
    private long LayerWork() =>
        Tokens * ((((3 * Model.IntermediateSize) + (2 * Model.HiddenSize)) * WeightBytes) + Model.ScoreBytes(Longest));

    /// <summary>
    /// A piece of logits four times in F32 (logits, log-softmax, the gradients of both), and the gradients of head and embedding.
    /// </summary>
    private long HeadBytes()
    {
        var tokens = Math.Min(Tokens, Math.Max(1, PieceElements / Model.VocabularySize));
        var head = Model.VocabularySize * Model.HiddenSize;
        var several = Tokens > tokens && WeightBytes < F32;
        var trained = Trainable is null ? head * (WeightBytes + (several ? F32 : 0)) : 0;
        return (tokens * Model.VocabularySize * 4 * F32) + trained;
    }
}
