namespace Empo.Models;

/// <summary>
/// The numbers of one decoder, named as in Hugging Face's <c>config.json</c>. None has a default: a missing number is an error of the file,
/// because a default would be some other model's number.
/// </summary>
public sealed record DecoderConfig
{
    /// <summary>The family, <c>model_type</c>: <c>qwen2</c>, <c>llama</c>, ...</summary>
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

    public required QueryKeyNorm QueryKeyNorm { get; init; }

    /// <summary>A bias on the projection of attention's output.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Biases on the three projections of the feed-forward network.</summary>
    public bool FeedForwardBias { get; init; }

    /// <summary>Query, key and value in one matrix, gate and up in another (Phi 3).</summary>
    public bool FusedProjections { get; init; }

    public LayerNorms Norms { get; init; }

    /// <summary>Norms multiply by this number plus their weight: 0, or 1 (Gemma).</summary>
    public int NormOffset { get; init; }

    /// <summary>Share of a head that is rotated, from its first component on: <c>partial_rotary_factor</c>.</summary>
    public double RotaryShare { get; init; } = 1;

    /// <summary>Null for unscaled frequencies.</summary>
    public RotaryScaling? RotaryScaling { get; init; }

    /// <summary>Base of the unscaled frequencies of layers with <see cref="LayerRotation.Local"/>.</summary>
    public double? LocalRopeTheta { get; init; }

    /// <summary>One for each layer; null where all attend to all tokens before them and rotate alike.</summary>
    public IReadOnlyList<LayerForm>? LayerForms { get; init; }

    public GateActivation Activation { get; init; }

    /// <summary>What query · key is multiplied by; null for 1/√d.</summary>
    public double? AttentionScale { get; init; }

    /// <summary>Scores become c tanh(score / c) before the softmax; null for none (Gemma 2: 50).</summary>
    public double? AttentionSoftcap { get; init; }

    /// <summary>Logits become c tanh(logit / c); null for none (Gemma 2: 30).</summary>
    public double? LogitSoftcap { get; init; }

    /// <summary>Embeddings are multiplied by this number, rounded to the type that they are computed in (Gemma: √D).</summary>
    public double EmbeddingScale { get; init; } = 1;

    /// <summary>What each half of a layer adds is multiplied by this number (Granite).</summary>
    public double ResidualScale { get; init; } = 1;

    /// <summary>Logits are multiplied by this number (Granite: 1 / <c>logits_scaling</c>).</summary>
    public double LogitScale { get; init; } = 1;

    /// <summary>Why <see cref="MaxPositions"/> is lower than <c>max_position_embeddings</c>; null where it is not.</summary>
    public string? PositionBound { get; init; }

    /// <summary>The sizes of windows that layers have, each once.</summary>
    public IReadOnlyList<int> Windows => [.. (LayerForms ?? []).Select(form => form.Window).OfType<int>().Distinct()];

    /// <summary>The form of a layer, counted from 0.</summary>
    public LayerForm Layer(int index) => LayerForms?[index] ?? default;

    /// <summary>The factor of query · key.</summary>
    public double ScoreFactor => AttentionScale ?? 1 / Math.Sqrt(HeadSize);

    /// <summary>Components of a head that are rotated.</summary>
    public int RotatedSize => (int)(HeadSize * RotaryShare);

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
            var norms = (Norms == LayerNorms.BeforeAndAfter ? 4 : 2) * HiddenSize;
            var headNorms = QueryKeyNorm switch
            {
                QueryKeyNorm.None => 0,
                QueryKeyNorm.PerHead => 2 * HeadSize,
                QueryKeyNorm.WholeWidth => QueryWidth + KeyWidth,
            };
            var layer = LayerProjection.Of(this).Sum(projection => projection.ParameterCount(this)) + norms + headNorms;
            return (Layers * layer) + HiddenSize + (VocabularySize * HiddenSize * (TiedEmbeddings ? 1 : 2));
        }
    }

    /// <summary>Scalars in the matrices of one layer.</summary>
    public long LayerMatrixCount =>
        LayerProjection.Of(this).Sum(projection => projection.Outputs(this) * projection.Inputs(this));

    /// <summary>
    /// Bytes that autograd keeps of one token in one layer. Elements: 3 D around each norm (input, normalised, weighted), 3 H d into
    /// attention (keys and values repeated for their queries) and 2 H d out of it, 4 F in the feed-forward. With 16-bit weights, each
    /// norm's input once more in F32.
    /// </summary>
    /// <param name="weightBytes">Bytes of a weight in memory: 2 or 4.</param>
    public long ActivationBytes(int weightBytes)
    {
        var norms = Norms == LayerNorms.BeforeAndAfter ? 2 : 1; // each keeps 3 D
        var elements = (6 * norms * HiddenSize) + (5 * QueryWidth) + (4 * IntermediateSize);
        var gelu = Activation == GateActivation.GeluTanh ? 3 * 4 * IntermediateSize : 0; // written out, in F32
        return (elements * weightBytes) + (weightBytes < 4 ? 2 * 4 * norms * HiddenSize : 0) + gelu;
    }

    /// <summary>
    /// Bytes of one token's scores in one layer, kept where attention is written out because of a soft cap: before the cap, after it, and
    /// the softmax, in F32, of every head with every key.
    /// </summary>
    /// <param name="keys">Tokens of the sequence.</param>
    public long ScoreBytes(long keys) => AttentionSoftcap is null ? 0 : 3 * 4 * Heads * keys;

    /// <summary>Bytes of what windows hide in sequences of a length, one matrix for each size of window; 0 where none is reached.</summary>
    /// <param name="length">Tokens of a sequence.</param>
    /// <param name="weightBytes">Bytes of a weight in memory: 2 or 4.</param>
    public long MaskBytes(long length, int weightBytes) =>
        Windows.Count(window => window < length)
        * length
        * length
        * (AttentionSoftcap is null ? weightBytes : 4);

    /// <summary>Scalars of an adapter: r (in + out) for each targeted projection of each layer.</summary>
    public long AdapterParameterCount(int rank, IReadOnlyCollection<string> targets) =>
        Layers
        * LayerProjection
            .Of(this)
            .Where(projection => projection.IsTargeted(targets))
            .Sum(projection => rank * (projection.Inputs(this) + projection.Outputs(this)));
}
