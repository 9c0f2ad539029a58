using System.Text.Json;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Memory;

/// <summary>The numbers of a decoder that decide its memory, named as in Hugging Face's <c>config.json</c>.</summary>
public sealed record ModelShape
{
    /// <summary>A word-level vocabulary of the generators; what it really is, is known when the base model exists.</summary>
    private const int SmallVocabulary = 64;

    /// <summary>
    /// Of a model that is pre-trained here: room for longer prompts and responses than those it learns from; it costs nothing, positions
    /// are rotated.
    /// </summary>
    public const int PretrainedPositions = 512;

    /// <summary>Types of <c>config.json</c> whose weights take 4 bytes in memory: F16 is computed in F32.</summary>
    private static readonly string[] WideTypes = ["\"float32\"", "\"float16\"", "\"torch.float32\"", "\"torch.float16\""];

    /// <summary>V.</summary>
    public required long Vocabulary { get; init; }

    /// <summary>D.</summary>
    public required long Hidden { get; init; }

    /// <summary>F.</summary>
    public required long Intermediate { get; init; }

    public required long Layers { get; init; }

    /// <summary>H.</summary>
    public required long Heads { get; init; }

    /// <summary>KV.</summary>
    public required long KeyValueHeads { get; init; }

    /// <summary>d.</summary>
    public required long HeadSize { get; init; }

    /// <summary>Whether the output projection is the embedding.</summary>
    public required bool Tied { get; init; }

    /// <summary>Bytes of a weight in memory: 2 (BF16) or 4 (F32, and F16, which is computed in F32).</summary>
    public required int WeightBytes { get; init; }

    /// <summary>Longest sequence in tokens, prompt and response together; null where nobody says.</summary>
    public long? Positions { get; init; }

    /// <summary>H d.</summary>
    public long Queries => Heads * HeadSize;

    /// <summary>KV d.</summary>
    public long Keys => KeyValueHeads * HeadSize;

    /// <summary>Scalars in the matrices; norms and biases, a few in ten thousand, are left out.</summary>
    public long Parameters =>
        (Layers * ((2 * Hidden * (Queries + Keys)) + (3 * Hidden * Intermediate))) + (Vocabulary * Hidden * (Tied ? 1 : 2));

    /// <summary>
    /// The model of an experiment; null where its folder has no <c>config.json</c> with these numbers (the load says what is wrong).
    /// </summary>
    public static ModelShape? Of(Experiment experiment) => experiment.Model is { } folder ? OfFolder(folder) : OfPretraining(experiment);

    /// <summary>Reads a model folder's <c>config.json</c>, leniently: an estimate refuses nothing.</summary>
    public static ModelShape? OfFolder(string folder)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
            var json = document.RootElement;
            long Number(string key) => json.GetProperty(key).GetInt64();
            var heads = Number("num_attention_heads");
            return new ModelShape
            {
                Vocabulary = Number("vocab_size"),
                Hidden = Number("hidden_size"),
                Intermediate = Number("intermediate_size"),
                Layers = Number("num_hidden_layers"),
                Heads = heads,
                KeyValueHeads = Number("num_key_value_heads"),
                HeadSize = json.TryGetProperty("head_dim", out var size) ? size.GetInt64() : Number("hidden_size") / heads,
                Tied = json.GetProperty("tie_word_embeddings").GetBoolean(),
                Positions = json.TryGetProperty("max_position_embeddings", out var positions) ? positions.GetInt64() : null,
                WeightBytes = WideTypes.Any(type => json.GetRawText().Contains(type, StringComparison.Ordinal)) ? 4 : 2,
            };
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or DivideByZeroException
            )
        {
            return null;
        }
    }

    private static ModelShape OfPretraining(Experiment experiment)
    {
        return new ModelShape
        {
            Vocabulary = Math.Max(experiment.Get(Pretrain.VocabularySize), SmallVocabulary),
            Hidden = experiment.Get(Pretrain.HiddenSize),
            Intermediate = experiment.Get(Pretrain.IntermediateSize),
            Layers = experiment.Get(Pretrain.Layers),
            Heads = experiment.Get(Pretrain.Heads),
            KeyValueHeads = experiment.Get(Pretrain.KvHeads),
            HeadSize = experiment.Get(Pretrain.HiddenSize) / experiment.Get(Pretrain.Heads),
            Tied = true,
            Positions = PretrainedPositions,
            WeightBytes = experiment.Get(Pretrain.Dtype) switch
            {
                WeightDtype.Float32 => 4,
                WeightDtype.Bfloat16 => 2,
            },
        };
    }
}
