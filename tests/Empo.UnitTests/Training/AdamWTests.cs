using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using Empo.Stages.Training;
using Empo.UnitTests.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

[Collection("torch")]
public sealed class AdamWTests
{
    private static readonly AdamWSettings Settings = new() { Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8, WeightDecay = 0.01 };

    [Fact]
    public void One_step_gives_reference_case_J()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(1, 1, hasBias: false, dtype: ScalarType.Float64);
        using var parameters = new FlatParameters(linear);
        using var adamW = new AdamW(parameters, Settings);
        Fill(parameters.Weights, 1);
        Fill(parameters.Gradient, 0.5);

        adamW.Apply(1e-3);

        Assert.Equal(0.99899, linear.weight!.ToDouble(), 1e-9);
    }

    [Fact]
    public void The_gradient_is_clipped_as_in_reference_case_J()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(2, 1, hasBias: false, dtype: ScalarType.Float64);
        using var parameters = new FlatParameters(linear);
        using (no_grad())
        {
            parameters.Gradient.narrow(0, 0, 2).copy_(tensor(new[] { 3.0, 4 }));
        }

        var norm = GradientNorm.Clip(parameters, 1, step: 1);

        Assert.Equal(5, norm, 1e-12);
        Assert.Equal(0.6, parameters.Gradient[0].ToDouble(), 1e-6);
        Assert.Equal(0.8, parameters.Gradient[1].ToDouble(), 1e-6);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0.1)]
    public void Twenty_steps_equal_torchs_own_AdamW(bool bias, double decay)
    {
        using var scope = NewDisposeScope();
        using var ours = nn.Linear(3, 2, bias, dtype: ScalarType.Float64);
        using var theirs = nn.Linear(3, 2, bias, dtype: ScalarType.Float64);
        theirs.load_state_dict(ours.state_dict());
        using var parameters = new FlatParameters(ours);
        using var adamW = new AdamW(parameters, Settings with { WeightDecay = decay });
        using var reference = optim.AdamW(theirs.parameters(), 1e-2, Settings.Beta1, Settings.Beta2, Settings.Epsilon, decay);

        for (var step = 0; step < 20; step++)
        {
            var input = (arange(12, ScalarType.Float64).view(4, 3) * (step + 1)).sin();
            parameters.ZeroGradient();
            reference.zero_grad();
            ours.forward(input).pow(3).sum().backward();
            theirs.forward(input).pow(3).sum().backward();
            adamW.Apply(1e-2);
            reference.step();
        }

        Assert.All(ours.parameters().Zip(theirs.parameters()), pair =>
            Assert.True((pair.First - pair.Second).abs().max().ToDouble() < 1e-12)
        );
    }

    /// <summary>Also where a slice ends within a vector register, or within matrices that decay.</summary>
    [Theory]
    [InlineData(ScalarType.Float32, 64, false)]
    [InlineData(ScalarType.Float32, 96, true)]
    [InlineData(ScalarType.Float32, 7, false)]
    [InlineData(ScalarType.Float32, 37, true)]
    [InlineData(ScalarType.Float32, 1, false)]
    [InlineData(ScalarType.Float64, 13, false)]
    [InlineData(ScalarType.BFloat16, 160, true)]
    [InlineData(ScalarType.BFloat16, 33, false)]
    public void In_slices_and_on_the_host_every_bit_is_the_same(ScalarType type, long slice, bool host)
    {
        byte[] Trained(long slice, bool onHost)
        {
            using var scope = NewDisposeScope();
            using var linear = nn.Linear(17, 11, dtype: type);
            using var parameters = new FlatParameters(linear);
            using (no_grad())
            {
                parameters.Weights.copy_(arange(parameters.Count, ScalarType.Float64).mul(1.7).sin());
            }

            using var adamW = new AdamW(parameters, Settings with { WeightDecay = 0.1, OnHost = onHost }, slice);
            for (var step = 0; step < 12; step++)
            {
                parameters.Gradient.copy_(arange(parameters.Count, ScalarType.Float64).add(step).mul(0.3).cos());
                adamW.Apply(1e-2);
            }

            using var state = adamW.Snapshot();
            return
            [
                .. parameters.Weights.cpu().bytes.ToArray(),
                .. state.Tensors.Values.SelectMany(tensor => tensor.contiguous().bytes.ToArray()),
            ];
        }

        Assert.Equal(Trained(1 << 24, false), Trained(slice, host));
    }

    [Fact]
    public void Norms_and_biases_are_not_decayed()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(2, 2);
        using var parameters = new FlatParameters(linear);
        using var adamW = new AdamW(parameters, Settings with { WeightDecay = 0.5 });
        Fill(parameters.Weights, 1);

        adamW.Apply(0.1);

        Assert.All(linear.weight!.data<float>(), value => Assert.Equal(0.95f, value));
        Assert.All(linear.bias!.data<float>(), value => Assert.Equal(1f, value));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void A_state_that_was_saved_and_loaded_goes_on_bit_for_bit(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var throughout = Decoder(type);
        using var resumed = Decoder(type);

        using (var parameters = new FlatParameters(throughout))
        {
            using var adamW = new AdamW(parameters, Settings);
            Step(throughout, parameters, adamW, 4);
        }

        using (var parameters = new FlatParameters(resumed))
        {
            using var adamW = new AdamW(parameters, Settings);
            Step(resumed, parameters, adamW, 2);
            using var state = adamW.Snapshot();
            state.Save(folder.File("optimizer.safetensors"));
        }

        using (var state = AdamWFile.Open(folder.File("optimizer.safetensors")))
        using (var parameters = new FlatParameters(resumed))
        {
            using var adamW = new AdamW(parameters, Settings);
            adamW.Restore(state);
            Step(resumed, parameters, adamW, 2);
        }

        Assert.All(throughout.parameters().Zip(resumed.parameters()), pair =>
            Assert.True(pair.First.equal(pair.Second).all().item<bool>())
        );
    }

    [Fact]
    public void Half_precision_keeps_master_weights_and_so_steps_that_it_would_round_away()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(1, 1, hasBias: false, dtype: ScalarType.BFloat16);
        using var parameters = new FlatParameters(linear);
        Fill(parameters.Weights, 1);
        using var adamW = new AdamW(parameters, Settings with { WeightDecay = 0 });
        Fill(parameters.Gradient, 1);

        for (var step = 0; step < 1000; step++)
        {
            adamW.Apply(1e-5);
        }

        Assert.True(adamW.HasMaster);
        Assert.Equal(0.99, adamW.Master[0].ToSingle(), 1e-4);
        Assert.Equal(0.9883, linear.weight!.to(ScalarType.Float32).ToSingle(), 5e-3);
    }

    [Fact]
    public void A_state_of_another_model_is_refused_by_name()
    {
        using var other = TinyDecoder.Create(TinyDecoder.Config() with { HiddenSize = 16, HeadSize = 4 });
        using var otherParameters = new FlatParameters(other);
        using var state = new AdamW(otherParameters, Settings).Snapshot();
        using var decoder = TinyDecoder.Create();
        using var parameters = new FlatParameters(decoder);
        using var adamW = new AdamW(parameters, Settings);

        var failure = Assert.Throws<UserError>(() => adamW.Restore(state));

        Assert.Equal("EMPO4040", failure.Code);
        Assert.Contains("model.embed_tokens.weight", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_step_count_is_no_optimizer_state()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("model.safetensors"), []);

        var failure = Assert.Throws<UserError>(() => AdamWFile.Open(folder.File("model.safetensors")));

        Assert.Equal("EMPO4040", failure.Code);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_gradient_that_is_not_finite_is_an_error_before_the_step(double value)
    {
        using var linear = nn.Linear(2, 2);
        using var parameters = new FlatParameters(linear);
        Fill(parameters.Gradient, value);

        var failure = Assert.Throws<UserError>(() => GradientNorm.Clip(parameters, 1, step: 7));

        Assert.Equal("EMPO3040", failure.Code);
        Assert.Contains("step 7", failure.Message, StringComparison.Ordinal);
    }

    private static CausalDecoder Decoder(ScalarType type)
    {
        set_num_threads(1);
        var decoder = new CausalDecoder(TinyDecoder.Config(), type, CPU);
        decoder.Initialize(3, 0.1);
        return decoder;
    }

    private static void Step(CausalDecoder decoder, FlatParameters parameters, AdamW adamW, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            parameters.ZeroGradient();
            decoder.forward(TinyDecoder.Ids(2, 9)).sin().sum().backward();
            parameters.Accumulate();
            adamW.Apply(1e-3);
        }
    }

    private static void Fill(Tensor tensor, double value)
    {
        using var off = no_grad();
        tensor.fill_(value);
    }
}
