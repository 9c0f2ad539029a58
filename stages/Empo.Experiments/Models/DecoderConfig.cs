namespace Empo.Models;

/// <summary>
/// The numbers of one decoder, named as in Hugging Face's <c>config.json</c>. None has a default: a missing number is an error of the file,
/// because a default would be some other model's number.
/// </summary>
public sealed record DecoderConfig
{
    /// <summary><c>qwen2</c> or <c>qwen3</c>; decides <see cref="QueryKeyNorm"/> and <see cref="AttentionBias"/>.</summary>
    public required string ModelType { get; init; }

    /// <summary>V: rows of the embedding; may exceed the tokenizer's vocabulary (padding to a round number).</summary>
    public required long VocabularySize { get; init; }

    /// <summary>D: width of the residual stream.</summary>
    public required long HiddenSize { get; init; }

    /// <summary>Width between the two halves of the feed-forward network.</summary>
    public required long IntermediateSize { get; init; }

    public required int Layers { get; init; }

    /// <summary>H: query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>KV: key and value heads; H / KV query heads share one.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>d: width of one head; not always D / H (Qwen3).</summary>
    public required int HeadSize { get; init; }

    /// <summary>Longest sequence, prompt and response together, in tokens.</summary>
    public required int MaxPositions { get; init; }

    public required double RmsNormEpsilon { get; init; }

    /// <summary>Base of the rotary frequencies, <c>rope_theta</c>.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>Output projection = embedding; then there is no <c>lm_head.weight</c>.</summary>
    public required bool TiedEmbeddings { get; init; }

    /// <summary>Biases on the projections of query, key and value (Qwen2).</summary>
    public required bool AttentionBias { get; init; }

    /// <summary>RMS normalisation of each query and key head before the rotation (Qwen3).</summary>
    public required bool QueryKeyNorm { get; init; }

    /// <summary>g: query heads per key and value head.</summary>
    public int QueriesPerKey => Heads / KeyValueHeads;

    /// <summary>H d.</summary>
    public long QueryWidth => (long)Heads * HeadSize;

    /// <summary>KV d.</summary>
    public long KeyWidth => (long)KeyValueHeads * HeadSize;

    /// <summary>Scalars in the weights, tied embeddings counted once.</summary>
    public long ParameterCount
    {
        get
        {
            var norms = (2 * HiddenSize) + (QueryKeyNorm ? 2 * HeadSize : 0);
            var layer = LayerProjection.All.Sum(projection => projection.ParameterCount(this)) + norms;
            return (Layers * layer) + HiddenSize + (VocabularySize * HiddenSize * (TiedEmbeddings ? 1 : 2));
        }
    }

    /// <summary>
    /// Bytes that autograd keeps of one token in one layer. Elements: 3 D around each norm (input, normalised, weighted), 3 H d into
    /// attention (keys and values repeated for their queries) and 2 H d out of it, 4 F in the feed-forward. With 16-bit weights, each
    /// norm's input once more in F32.
    /// </summary>
    /// <param name="weightBytes">Bytes of a weight in memory: 2 or 4.</param>
    public long ActivationBytes(int weightBytes) =>
        (((6 * HiddenSize) + (5 * QueryWidth) + (4 * IntermediateSize)) * weightBytes) + (weightBytes < 4 ? 2 * 4 * HiddenSize : 0);

    /// <summary>Scalars of an adapter: r (in + out) for each named projection of each layer.</summary>
    public long AdapterParameterCount(int rank, IReadOnlyCollection<string> targets) =>
        Layers
        * LayerProjection
            .All.Where(projection => targets.Contains(projection.Name))
            .Sum(projection => rank * (projection.Inputs(this) + projection.Outputs(this)));
}
