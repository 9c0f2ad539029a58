using Empo.Stages.Modeling;
using Empo.Stages.Training;
using static TorchSharp.torch;

namespace Empo.UnitTests.Modeling;

[Collection("torch")]
public sealed class DecoderPassTests
{
    private static readonly TrainingSequence[] Sequences =
    [
        new([3, 4, 5], [6, 7, 8, 9, 1]),
        new([2, 9], [11]),
        new([20, 21, 22, 1, 2, 3], [4, 5, 6, 7]),
    ];

    [Theory]
    [InlineData(ScalarType.Float64, true, false)]
    [InlineData(ScalarType.Float32, true, false)]
    [InlineData(ScalarType.Float32, false, true)]
    [InlineData(ScalarType.BFloat16, true, true)]
    public void Recomputed_activations_give_the_bits_of_kept_ones(ScalarType type, bool tied, bool qwen3)
    {
        using var decoder = Decoder(type, tied, qwen3);

        var kept = Gradient(decoder, recompute: false);
        var recomputed = Gradient(decoder, recompute: true);

        Assert.Equal(kept.Loss, recomputed.Loss);
        Assert.Equal(kept.Values, recomputed.Values);
        Assert.True(kept.Values.Sum(Math.Abs) > 0);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Adapters_on_a_frozen_base_get_the_same_bits_too(ScalarType type)
    {
        using var decoder = LowRankAdapterTests.Filled(type);

        var kept = Gradient(decoder, recompute: false);
        var recomputed = Gradient(decoder, recompute: true);

        Assert.Equal(kept.Values, recomputed.Values);
        Assert.True(kept.Values.Sum(Math.Abs) > 0);
    }

    [Fact]
    public void A_frozen_embedding_is_left_alone()
    {
        using var decoder = Decoder(ScalarType.Float32, tied: true, qwen3: false);
        decoder.model.embed_tokens.weight.requires_grad = false;
        using var batch = MicroBatch.Create(Sequences, [0, 1, 2], CPU);

        new ResponseLogProbs(decoder, 1, recompute: true).Backward(batch, values => values.sum());

        Assert.Null(decoder.model.embed_tokens.weight.grad);
        Assert.NotNull(decoder.model.layers[0].mlp.down_proj.weight.grad);
    }

    /// <summary>Two micro-batches, so that gradients are added to what is there already.</summary>
    private static (double Loss, double[] Values) Gradient(CausalDecoder decoder, bool recompute)
    {
        using var parameters = new FlatParameters(decoder.Trainable);
        var logProbs = new ResponseLogProbs(decoder, 0.8, recompute);
        var loss = 0.0;
        foreach (var rows in new[] { new[] { 0, 1 }, [2, 0] })
        {
            using var batch = MicroBatch.Create(Sequences, rows, CPU);
            loss += logProbs.Backward(batch, values => (values.exp() - values).sum()).Loss;
            parameters.Accumulate();
        }

        return (loss, parameters.Gradient.to(ScalarType.Float64).data<double>().ToArray());
    }

    private static CausalDecoder Decoder(ScalarType type, bool tied, bool qwen3)
    {
        set_num_threads(1);
        var decoder = new CausalDecoder(TinyDecoder.Config(tied, qwen3), type, CPU);
        decoder.Initialize(5, 0.2);
        return decoder;
    }
}
