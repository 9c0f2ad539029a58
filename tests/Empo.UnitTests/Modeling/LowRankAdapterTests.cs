using Empo.Models;
using Empo.Stages.Modeling;
using Empo.Stages.Training;
using static TorchSharp.torch;

namespace Empo.UnitTests.Modeling;

[Collection("torch")]
public sealed class LowRankAdapterTests
{
    private static readonly LoraConfig All = new() { Rank = 3, Alpha = 6, Targets = LayerProjection.Names };

    private static readonly TrainingSequence[] Sequences =
    [
        new([3, 4, 5], [6, 7, 8, 9, 1]),
        new([2, 9], [11]),
        new([20, 21, 22, 1], [4, 5, 6, 7]),
    ];

    [Fact]
    public void A_fresh_adapter_changes_no_bit()
    {
        using var scope = NewDisposeScope();
        using var decoder = TinyDecoder.Create();
        var before = decoder.forward(TinyDecoder.Ids(2, 9));

        AdapterInitialization.Fill(decoder.AttachAdapters(All), seed: 1);

        Assert.True(before.eq(decoder.forward(TinyDecoder.Ids(2, 9))).all().item<bool>());
    }

    [Fact]
    public void A_is_a_function_of_the_seed_within_one_over_root_of_its_inputs()
    {
        using var decoder = TinyDecoder.Create();

        var first = Numbers(decoder, seed: 1);

        Assert.Equal(first, Numbers(decoder, seed: 1));
        Assert.NotEqual(first, Numbers(decoder, seed: 2));
        var queries = decoder.Adapters!.Parameters.First(item => item.name == "model.layers.0.self_attn.q_proj.lora_A.weight").parameter;
        Assert.InRange(queries.abs().max().item<float>(), 0.9 / Math.Sqrt(32), 1 / Math.Sqrt(32));
        Assert.InRange(queries.mean().item<float>(), -0.05, 0.05);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradient_equals_central_finite_differences_through_the_whole_model(bool qwen3)
    {
        using var decoder = Filled(ScalarType.Float64, qwen3: qwen3);
        using var parameters = new FlatParameters(decoder.Trainable);
        var logProbs = new ResponseLogProbs(decoder, 0.8);
        using var batch = MicroBatch.Create(Sequences, [0, 1, 2], CPU);
        logProbs.Backward(batch, values => values.sum());
        var gradient = parameters.Gradient.data<double>().ToArray();

        const double Step = 1e-5;
        for (var i = 0L; i < parameters.Count; i += parameters.Count / 60)
        {
            var difference = Shifted(parameters, i, Step, logProbs, batch) - Shifted(parameters, i, -Step, logProbs, batch);
            Assert.Equal(difference / (2 * Step), gradient[i], 1e-6);
        }

        Assert.Contains(gradient, value => Math.Abs(value) > 1e-3);
    }

    [Fact]
    public void Only_the_adapters_learn_and_the_base_is_not_copied()
    {
        using var decoder = Filled(ScalarType.Float32);
        using var parameters = new FlatParameters(decoder.Trainable);
        using var batch = MicroBatch.Create(Sequences, [0, 1, 2], CPU);

        new ResponseLogProbs(decoder, 1).Backward(batch, values => values.sum());

        Assert.All(decoder.named_parameters(), item =>
            Assert.True(item.parameter.grad is null && !item.parameter.requires_grad, item.name)
        );
        Assert.Equal(decoder.Adapters!.Parameters.Count(), parameters.Slices.Count);
        Assert.True(parameters.Gradient.norm().item<float>() > 0);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Merged_weights_give_the_logits_of_the_adapters(bool tied, bool qwen3)
    {
        using var scope = NewDisposeScope();
        using var decoder = Filled(ScalarType.Float32, tied, qwen3);
        var apart = decoder.Logits(decoder.forward(TinyDecoder.Ids(2, 12)));

        decoder.Adapters!.AddToWeights();
        decoder.DetachAdapters();

        Assert.True(
            (decoder.Logits(decoder.forward(TinyDecoder.Ids(2, 12))) - apart).abs().max().item<float>()
                < 1e-5 * apart.abs().max().item<float>()
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_table_of_projections_has_the_widths_of_the_decoder(bool qwen3)
    {
        var model = TinyDecoder.Config(qwen3: qwen3);
        using var decoder = TinyDecoder.Create(model);
        var found = DecoderAdapters.Projections(decoder).ToDictionary(item => item.Name, item => item.Projection.weight.shape);

        Assert.Equal(model.Layers * LayerProjection.Of(model).Count, found.Count);
        Assert.All(LayerProjection.Of(model), projection =>
            Assert.Equal([projection.Outputs(model), projection.Inputs(model)], found[$"model.layers.1.{projection.Path}"])
        );
    }

    [Theory]
    [InlineData("q_proj")]
    [InlineData("k_proj", "o_proj")]
    [InlineData("gate_proj", "down_proj", "v_proj")]
    public void The_estimated_scalars_of_an_adapter_are_those_that_it_has(params string[] targets)
    {
        using var decoder = Filled(ScalarType.Float32, qwen3: true, config: All with { Targets = targets });

        Assert.Equal(
            decoder.Config.AdapterParameterCount(All.Rank, targets),
            decoder.Adapters!.Parameters.Sum(item => item.parameter.numel())
        );
    }

    [Fact]
    public void Detached_from_its_adapters_the_decoder_is_its_base_bit_by_bit()
    {
        using var scope = NewDisposeScope();
        using var plain = TinyDecoder.Create();
        using var decoder = Filled(ScalarType.Float32);
        var expected = plain.forward(TinyDecoder.Ids(2, 9));

        Assert.False(expected.eq(decoder.forward(TinyDecoder.Ids(2, 9))).all().item<bool>());

        decoder.DetachAdapters();

        Assert.True(expected.eq(decoder.forward(TinyDecoder.Ids(2, 9))).all().item<bool>());
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-4)]
    [InlineData(ScalarType.BFloat16, 0.4)] // logits near 30 differ by up to a step of the format, 0.125, and by sums of them
    public void Cached_decoding_follows_the_adapters(ScalarType type, double tolerance)
    {
        using var mode = inference_mode(true);
        using var scope = NewDisposeScope();
        using var decoder = Filled(type);
        var ids = TinyDecoder.Ids(1, 10);
        using var cached = new CachedDecoder(decoder);

        var (cache, _) = cached.Prefill(ids.narrow(1, 0, 9), [9], groupSize: 1, mostTokens: 2);
        var step = cached.Step(cache, ids.narrow(1, 9, 1).view(-1)); // [1, V]
        cache.Dispose();

        var whole = decoder.Logits(decoder.forward(ids)).select(1, 9).to(ScalarType.Float32);
        decoder.DetachAdapters();
        var ofBase = decoder.Logits(decoder.forward(ids)).select(1, 9).to(ScalarType.Float32);
        Assert.True((step - whole).abs().max().item<float>() < tolerance, $"{(step - whole).abs().max().item<float>()}");
        Assert.True((ofBase - whole).abs().max().item<float>() > 3 * tolerance, "The adapters of this test must show.");
    }

    /// <summary>A decoder whose adapters add something: A as at the start, B from a fixed pattern.</summary>
    internal static CausalDecoder Filled(ScalarType type, bool tied = true, bool qwen3 = false, LoraConfig? config = null)
    {
        set_num_threads(1);
        var decoder = new CausalDecoder(TinyDecoder.Config(tied, qwen3), type, CPU);
        decoder.Initialize(1, 0.2);
        AdapterInitialization.Fill(decoder.AttachAdapters(config ?? All), seed: 7);
        using var guard = no_grad();
        foreach (
            var (name, parameter) in decoder.Adapters!.Parameters.Where(item =>
                item.name.EndsWith("lora_B.weight", StringComparison.Ordinal)
            )
        )
        {
            using var scope = NewDisposeScope();
            parameter.copy_(arange(parameter.numel(), ScalarType.Float64).mul(0.7).add(name.Length).sin().mul(0.2).view(parameter.shape));
        }

        return decoder;
    }

    private static double Shifted(FlatParameters parameters, long index, double step, ResponseLogProbs logProbs, MicroBatch batch)
    {
        using var off = no_grad();
        using var element = parameters.Weights.narrow(0, index, 1);
        element.add_(step);
        var sum = logProbs.Forward(batch).Sum();
        element.sub_(step);
        return sum;
    }

    private static float[] Numbers(CausalDecoder decoder, ulong seed)
    {
        AdapterInitialization.Fill(decoder.AttachAdapters(All), seed);
        return [.. decoder.Adapters!.Parameters.SelectMany(item => item.parameter.data<float>().ToArray())];
    }
}
