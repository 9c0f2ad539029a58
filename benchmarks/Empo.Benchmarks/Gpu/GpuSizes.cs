using System.Globalization;
using Empo.Models;
using TorchSharp;

namespace Empo.Benchmarks.Gpu;

/// <summary>How much is measured: a model of half a billion parameters on a card, a tiny one on the CPU.</summary>
internal sealed record GpuSizes
{
    public required DecoderConfig Model { get; init; }

    /// <summary>Decoded rows.</summary>
    public required DecodingShape Decoding { get; init; }

    /// <summary>Rows of one update.</summary>
    public required int UpdateRows { get; init; }

    /// <summary>Tokens of each of them.</summary>
    public required int UpdateTokens { get; init; }

    /// <summary>Extents of the product whose rate stands for the device's peak.</summary>
    public required int MatmulSize { get; init; }

    /// <summary>Settings of <c>experiments/gpu-half-billion.yaml</c> for two rounds, in the form of <c>EmpoSet</c>.</summary>
    public required string Experiment { get; init; }

    /// <summary>The type that model and product have.</summary>
    public static torch.ScalarType Type => torch.ScalarType.BFloat16;

    private static DecoderConfig HalfBillion { get; } = DemonstrationModel.Config with
    {
        VocabularySize = 151_936,
        HiddenSize = 896,
        IntermediateSize = 4864,
        Layers = 24,
        Heads = 14,
        KeyValueHeads = 2,
        HeadSize = 64,
        MaxPositions = 2048,
        RopeTheta = 1_000_000,
    };

    public static GpuSizes For(bool onCard) => onCard
        ? new()
        {
            Model = HalfBillion,
            Decoding = new DecodingShape(Rows: 256, PromptTokens: 32, ResponseTokens: 128),
            UpdateRows = 16,
            UpdateTokens = 1024,
            MatmulSize = 8192,
            Experiment = "rounds=2 guard.action=off",
        }
        : new()
        {
            Model = HalfBillion with
            {
                VocabularySize = 6000,
                HiddenSize = 64,
                IntermediateSize = 128,
                Layers = 2,
                Heads = 4,
                HeadSize = 16,
            },
            Decoding = new DecodingShape(Rows: 16, PromptTokens: 8, ResponseTokens: 16),
            UpdateRows = 16,
            UpdateTokens = 32,
            MatmulSize = 256,
            Experiment = "device=cpu rounds=2 pretrain.layers=2 pretrain.hidden_size=64 pretrain.heads=4 pretrain.intermediate_size=128 "
                + "pretrain.vocabulary_size=6000 pretrain.steps=60 pretrain.batch=32 rollout.questions=8 rollout.candidates=8 "
                + "questions.evaluation=16 guard.action=off score.reward=random filter.all_different=false "
                + "update.zero_advantages=compute",
        };

    /// <summary>The numbers that the Python script takes, as <c>name=value</c>.</summary>
    public IEnumerable<string> ToArguments() =>
        new (string Name, long Value)[]
        {
            ("vocabulary", Model.VocabularySize),
            ("hidden", Model.HiddenSize),
            ("intermediate", Model.IntermediateSize),
            ("layers", Model.Layers),
            ("heads", Model.Heads),
            ("kv_heads", Model.KeyValueHeads),
            ("positions", Model.MaxPositions),
            ("rows", Decoding.Rows),
            ("prompt", Decoding.PromptTokens),
            ("response", Decoding.ResponseTokens),
            ("update_rows", UpdateRows),
            ("update_tokens", UpdateTokens),
        }.Select(number => string.Create(CultureInfo.InvariantCulture, $"{number.Name}={number.Value}"));
}
