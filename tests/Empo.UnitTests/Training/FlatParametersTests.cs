using Empo.Stages.Distribution;
using Empo.Stages.Modeling;
using Empo.Stages.Training;
using Empo.UnitTests.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

[Collection("torch")]
public sealed class FlatParametersTests
{
    [Fact]
    public void The_model_computes_the_same_after_its_parameters_became_views()
    {
        using var scope = NewDisposeScope();
        using var decoder = TinyDecoder.Create();
        var ids = TinyDecoder.Ids(2, 7);
        var before = decoder.Logits(decoder.forward(ids)).detach();

        using var parameters = new FlatParameters(decoder);

        Assert.True(before.equal(decoder.Logits(decoder.forward(ids))).all().item<bool>());
        Assert.Equal(decoder.Config.ParameterCount, parameters.Slices.Sum(slice => slice.Count));
    }

    [Fact]
    public void A_change_of_the_flat_buffer_is_a_change_of_the_model()
    {
        using var scope = NewDisposeScope();
        using var decoder = TinyDecoder.Create();
        using var parameters = new FlatParameters(decoder);

        using (no_grad())
        {
            parameters.Weights.zero_();
        }

        Assert.All(decoder.parameters(), parameter => Assert.Equal(0, parameter.abs().sum().ToSingle()));
    }

    [Fact]
    public void Backward_passes_add_up_in_the_flat_gradient()
    {
        using var scope = NewDisposeScope();
        using var decoder = TinyDecoder.Create();
        using var parameters = new FlatParameters(decoder);
        var ids = TinyDecoder.Ids(2, 7);

        decoder.forward(ids).square().sum().backward();
        var once = parameters.Gradient.clone();
        decoder.forward(ids).square().sum().backward();

        Assert.True(once.abs().sum().ToSingle() > 0);
        Assert.True(allclose(once * 2, parameters.Gradient));
    }

    [Theory]
    [InlineData(ScalarType.Float32, 4)]
    [InlineData(ScalarType.BFloat16, 2)]
    public void Each_parameter_is_aligned_to_64_bytes_like_a_tensor_of_its_own(ScalarType type, int bytes)
    {
        using var decoder = new CausalDecoder(TinyDecoder.Config() with { VocabularySize = 7, IntermediateSize = 13 }, type, CPU);
        using var parameters = new FlatParameters(decoder);

        Assert.All(parameters.Slices, slice => Assert.Equal(0, slice.Offset * bytes % 64));
    }

    [Fact]
    public void Norms_and_biases_come_after_all_matrices()
    {
        using var decoder = TinyDecoder.Create();
        using var parameters = new FlatParameters(decoder);

        Assert.All(parameters.Slices, slice => Assert.Equal(slice.Shape.Count == 2, slice.Offset < parameters.Decayed));
    }

    [Fact]
    public void Gradients_of_a_half_precision_model_are_summed_in_F32()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(1, 1, hasBias: false, dtype: ScalarType.BFloat16);
        using var parameters = new FlatParameters(linear);
        var (large, small) = (ones([1, 1], ScalarType.BFloat16) * 256, ones([1, 1], ScalarType.BFloat16) * 0.5);

        foreach (var input in new[] { large, small, small })
        {
            linear.forward(input).sum().backward();
            parameters.Accumulate();
        }

        Assert.Equal(257, parameters.Gradient[0].ToSingle()); // bfloat16 alone would have stayed at 256
    }

    /// <summary>Two buffers for the layers, and one for what is final at the end: embedding, norms.</summary>
    [Fact]
    public void Gradients_by_layer_need_two_layers_and_what_ends_last()
    {
        using var decoder = TinyDecoder.Create(TinyDecoder.Config() with { Layers = 7 });
        using var parameters = new FlatParameters(decoder.Trainable, sums: false, byLayer: true, leastSection: 1);
        var layers = parameters.Layers!;
        var (ended, addresses) = (new List<string>(), new HashSet<nint>());
        layers.Ended = (section, gradient) =>
        {
            ended.Add($"{section.Layers}");
            addresses.Add(TensorAddress.Of(gradient));
        };

        layers.Pass();

        Assert.Null(parameters.ModelGradient);
        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(layer => $"({layer}, {layer})"), ended);
        Assert.Equal(2, addresses.Count);
        Assert.Equal(
            parameters.Sections.Where(section => section.Layers is null).Sum(section => section.Count),
            layers.AtEnd.Values.Sum(gradient => gradient.numel())
        );
    }
}
