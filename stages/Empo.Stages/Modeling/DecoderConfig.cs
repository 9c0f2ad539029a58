namespace Empo.Stages.Modeling;

/// <summary>
/// The numbers of one decoder, named as in Hugging Face's <c>config.json</c>. None has a default: what a file does not say is
/// an error of the file, not somebody else's model.
/// </summary>
internal sealed record DecoderConfig
{
    /// <summary><c>qwen2</c> or <c>qwen3</c>; decides <see cref="QueryKeyNorm"/> and <see cref="AttentionBias"/>.</summary>
    public required string ModelType { get; init; }

    /// <summary>V: rows of the embedding; may exceed the tokenizer's vocabulary (padding to a round number).</summary>
    public required int VocabularySize { get; init; }

    /// <summary>D: width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width between the two halves of the feed-forward network.</summary>
    public required int IntermediateSize { get; init; }

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

    /// <summary>Scalars in the weights, tied embeddings counted once.</summary>
    public long ParameterCount
    {
        get
        {
            long queries = Heads * HeadSize,
                keys = KeyValueHeads * HeadSize,
                width = HiddenSize;
            var attention =
                (2 * width * queries) + (2 * width * keys) + (AttentionBias ? queries + (2 * keys) : 0) + (QueryKeyNorm ? 2 * HeadSize : 0);
            var layer = attention + (3 * width * IntermediateSize) + (2 * width);
            return (Layers * layer) + width + (VocabularySize * width * (TiedEmbeddings ? 1 : 2));
        }
    }
}
