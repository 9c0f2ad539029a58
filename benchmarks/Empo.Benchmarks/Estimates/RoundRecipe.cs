using Empo.Models;

namespace Empo.Benchmarks.Estimates;

/// <summary>One round of an experiment, with the lengths that are assumed for it.</summary>
internal sealed record RoundRecipe
{
    /// <summary>The experiment's file, without its ending.</summary>
    public required string Name { get; init; }

    public required DecoderConfig Model { get; init; }

    public required int Questions { get; init; }

    public required int Samples { get; init; }

    /// <summary>
    /// Rows in flight: <c>rollout.questions_per_chunk</c> x <c>rollout.samples_per_chunk</c>, or <c>rollout.max_rows</c>.
    /// </summary>
    public required int Rows { get; init; }

    /// <summary>Mean length of a prompt.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Mean length of a response.</summary>
    public required int ResponseTokens { get; init; }

    /// <summary><c>rollout.max_tokens</c>; some response of every chunk reaches it.</summary>
    public required int MostTokens { get; init; }

    /// <summary>Only adapters are trained, so that no gradients of the weights are computed.</summary>
    public required bool Adapters { get; init; }

    public int Responses => Questions * Samples;

    public static IReadOnlyList<RoundRecipe> All { get; } =
    [
        Mathematics("qwen2.5-math-1.5b", Qwen(1536, 8960, 12, 2, 151_936, tied: true), adapters: false),
        Mathematics("qwen2.5-math-7b", Qwen(3584, 18_944, 28, 4, 152_064, tied: false), adapters: true),
        new()
        {
            Name = "qwen2.5-7b-natural",
            Model = Qwen(3584, 18_944, 28, 4, 152_064, tied: false),
            Questions = 96,
            Samples = 12,
            Rows = 32 * 6,
            PromptTokens = 150,
            ResponseTokens = 400,
            MostTokens = 1024,
            Adapters = true,
        },
    ];

    private static RoundRecipe Mathematics(string name, DecoderConfig model, bool adapters) => new()
    {
        Name = name,
        Model = model,
        Questions = 256,
        Samples = 16,
        Rows = 32 * 8,
        PromptTokens = 150,
        ResponseTokens = 640,
        MostTokens = 3072,
        Adapters = adapters,
    };

    /// <summary>config.json of Qwen2.5: 28 layers, heads of 128.</summary>
    private static DecoderConfig Qwen(int width, int feedForward, int heads, int keyValueHeads, int vocabulary, bool tied) => new()
    {
        ModelType = "qwen2",
        VocabularySize = vocabulary,
        HiddenSize = width,
        IntermediateSize = feedForward,
        Layers = 28,
        Heads = heads,
        KeyValueHeads = keyValueHeads,
        HeadSize = 128,
        MaxPositions = 4096,
        RmsNormEpsilon = 1e-6,
        RopeTheta = 10_000,
        TiedEmbeddings = tied,
        AttentionBias = true,
        QueryKeyNorm = QueryKeyNorm.None,
    };
}
