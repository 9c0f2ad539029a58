using Empo.Experiments.Catalog;

namespace Empo.Experiments.Memory;

/// <summary>The memory of a policy update: what stays from step to step, and one micro-batch on its way forwards and backwards.</summary>
public sealed record UpdateMemory
{
    /// <summary>Settings whose lowering lowers the peak, most effective first.</summary>
    public const string Remedy =
        "Lower update.micro_batch_tokens, set update.recompute: true, or lower rollout.max_tokens and prompt.max_tokens";

    /// <summary>Elements of [tokens, vocabulary] that the head computes at once; as in the training code.</summary>
    public const long PieceElements = 150L << 20;

    /// <summary>Parameters that the optimizer steps at once; as in the training code.</summary>
    public const long StepElements = 1L << 24;

    private const int F32 = 4;

    public required ModelShape Model { get; init; }

    /// <summary>Padded tokens of the largest micro-batch.</summary>
    public required long Tokens { get; init; }

    /// <summary>Whether activations are computed again in the backward pass.</summary>
    public required bool Recompute { get; init; }

    /// <summary>Scalars that are trained; fewer than all where an adapter is.</summary>
    public long? Trainable { get; init; }

    /// <summary>Whether master weights and moments lie in the host's memory while the model is on a card.</summary>
    public bool StateOnHost { get; init; }

    public MemoryEstimate Estimate()
    {
        var trained = Trainable ?? Model.Parameters;
        var mixed = Model.WeightBytes < F32;
        var state = trained * F32 * (mixed || StateOnHost ? 3 : 2);
        var stepped = Math.Min(trained, StepElements);
        var activations = Recompute ? Model.Layers * Tokens * Model.Hidden * Model.WeightBytes : Model.Layers * LayerBytes();
        var work = Math.Max(LayerWork() + (Recompute ? LayerBytes() : 0), HeadBytes());
        return new MemoryEstimate
        {
            Stage = StageTable.Update.Name,
            Parts =
            [
                new(MemoryEstimate.Weights, Model.Parameters * Model.WeightBytes),
                new("gradients", trained * Model.WeightBytes),
                new("F32 sums", mixed ? trained * F32 : 0),
                new("optimizer", state, StateOnHost),
                new("activations", activations),
                new("one layer's work", StateOnHost ? work : Math.Max(work, (stepped * F32) - activations)), // the denominator of a step
                new("optimizer step", StateOnHost ? 2 * stepped * F32 : 0, OnHost: true), // its gradient too
            ],
            Remedy = Remedy,
        };
    }

    /// <summary>
    /// What autograd keeps of a layer. Elements of a token: 3 D around each norm (input, normalised, weighted), 3 H d into attention
    /// (keys and values repeated for their queries) and 2 H d out of it, 4 F in the feed-forward; in 16 bits each norm's input once more in
    /// F32.
    /// </summary>
    private long LayerBytes()
    {
        var elements = (6 * Model.Hidden) + (5 * Model.Queries) + (4 * Model.Intermediate);
        var islands = Model.WeightBytes < F32 ? 2 * F32 * Model.Hidden : 0;
        return Tokens * ((elements * Model.WeightBytes) + islands);
    }

    /// <summary>Gradients on their way through the widest part of a layer.</summary>
    private long LayerWork() => Tokens * ((3 * Model.Intermediate) + (2 * Model.Hidden)) * Model.WeightBytes;

    /// <summary>
    /// A piece of logits four times in F32 (logits, log-softmax, the gradients of both); the gradients of head and embedding.
    /// </summary>
    private long HeadBytes()
    {
        var tokens = Math.Min(Tokens, Math.Max(1, PieceElements / Model.Vocabulary));
        var head = Model.Vocabulary * Model.Hidden;
        var several = Tokens > tokens && Model.WeightBytes < F32;
        var trained = Trainable is null ? head * (Model.WeightBytes + (several ? F32 : 0)) : 0;
        return (tokens * Model.Vocabulary * 4 * F32) + trained;
    }
}
