using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using Empo.UnitTests.Modeling;
using Empo.UnitTests.Stages;
using TorchSharp;

namespace Empo.UnitTests.Sampling;

[Collection("torch")]
public sealed class SamplingModeTests
{
    /// <summary>With continuous batching the rows that share a step depend on free memory.</summary>
    [Fact]
    public void Whoever_wants_the_same_bits_gets_chunks_unless_told_otherwise()
    {
        using var bench = new StageBench();
        SamplingMode Mode(string batching) =>
            Of(bench.With("rollout.batching", batching), "rollout", DeviceType.CUDA, deterministic: true);

        Assert.False(Mode("auto").IsContinuous);
        Assert.True(Mode("continuous").IsContinuous);
    }

    [Fact]
    public void The_type_of_the_policy_itself_is_no_other_type()
    {
        using var bench = new StageBench();

        var mode = Of(bench.With("rollout.dtype", "bfloat16"), "rollout", DeviceType.CPU, policy: torch.ScalarType.BFloat16);

        Assert.Null(mode.Dtype);
        Assert.Empty(mode.Numerics());
    }

    /// <summary>A probe compares the log-probabilities of two policies, so both are computed in the type of the policy.</summary>
    [Fact]
    public void A_probe_samples_in_the_policys_type()
    {
        using var bench = new StageBench();

        var mode = Of(bench.With("rollout.dtype", "bfloat16"), "probe", DeviceType.CPU);

        Assert.Null(mode.Dtype);
    }

    [Theory]
    [InlineData("auto", DeviceType.CPU, false)]
    [InlineData("auto", DeviceType.CUDA, true)]
    [InlineData("chunk", DeviceType.CUDA, false)]
    [InlineData("continuous", DeviceType.CPU, true)]
    public void Batching_is_continuous_on_a_card_unless_told_otherwise(string batching, DeviceType device, bool continuous)
    {
        using var bench = new StageBench();

        var mode = Of(bench.With("rollout.batching", batching), "rollout", device);

        Assert.Equal(continuous, mode.IsContinuous);
        Assert.Equal(continuous ? "continuous" : "chunk", mode.Batching);
        Assert.Equal(continuous, mode.Numerics().Any(entry => entry is { Key: "batching", Value: "continuous" }));
    }

    [Theory]
    [InlineData("policy", DeviceType.CPU, null)]
    [InlineData("policy", DeviceType.CUDA, null)]
    [InlineData("bfloat16", DeviceType.CPU, torch.ScalarType.BFloat16)]
    [InlineData("auto", DeviceType.CUDA, torch.ScalarType.BFloat16)]
    public void The_type_is_the_policys_unless_told_otherwise(string dtype, DeviceType device, torch.ScalarType? expected)
    {
        using var bench = new StageBench();

        var mode = Of(bench.With("rollout.dtype", dtype), "evaluate", device);

        Assert.Equal(expected, mode.Dtype);
        Assert.Equal(expected is not null, mode.Numerics().Any(entry => entry is { Key: "rollout_dtype", Value: "bfloat16" }));
    }

    [Fact]
    public void Auto_asks_the_processor_alone()
    {
        using var bench = new StageBench();

        var mode = Of(bench.With("rollout.dtype", "auto"), "rollout", DeviceType.CPU);

        Assert.Equal(NativeBfloat16.IsSupported, mode.Dtype is not null);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, torch.ScalarType.BFloat16)]
    [InlineData(true, torch.ScalarType.BFloat16)]
    public void An_engine_computes_in_the_type_asked_for(bool continuous, torch.ScalarType? dtype)
    {
        using var decoder = TinyDecoder.Create();

        using var engine = (IDisposable)new SamplingMode(continuous, dtype).Engine(decoder);

        Assert.Equal(dtype ?? torch.ScalarType.Float32, engine is ContinuousEngine rows ? rows.Dtype : ((LocalEngine)engine).Dtype);
        Assert.Equal(continuous, engine is ContinuousEngine);
    }

    /// <summary>The same in 16 bits as a policy in 16 bits: only where the weights were rounded differs.</summary>
    [Fact]
    public void A_policy_computed_in_bfloat16_samples_what_its_rounded_weights_sample()
    {
        using var decoder = TinyDecoder.Create();
        using var half = new CausalDecoder(decoder.Config, torch.ScalarType.BFloat16, torch.CPU);
        using (torch.no_grad())
        {
            foreach (var (name, parameter) in decoder.named_parameters())
            {
                half.get_parameter(name)!.copy_(parameter);
            }
        }

        using LocalEngine rounded = new(half), computed = new(decoder, torch.ScalarType.BFloat16);
        var batch = LocalEngineTests.Batch(4, 4, mostTokens: 30, differentLengths: true);

        var (expected, actual) = (rounded.Complete(batch, default), computed.Complete(batch, default));

        Assert.Equal(expected.SelectMany(completion => completion.TokenIds), actual.SelectMany(completion => completion.TokenIds));
        Assert.Equal(expected.SelectMany(completion => completion.LogProbs), actual.SelectMany(completion => completion.LogProbs));
    }

    private static SamplingMode Of(
        StageBench bench,
        string stage,
        DeviceType device,
        bool deterministic = false,
        torch.ScalarType policy = torch.ScalarType.Float32
    ) => SamplingMode.Of(bench.Request(stage, 1).Settings, device, deterministic, policy);
}
