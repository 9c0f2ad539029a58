using Empo.Experiments.Settings.Choices;
using Empo.Stages.Modeling;
using Empo.Stages.Training;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

/// <summary><c>update.dtype: bfloat16</c>: computed in bfloat16, stepped and kept in F32.</summary>
[Collection("torch")]
public sealed class RoundedPolicyTests
{
    private static readonly UpdateSettings Settings = PolicyTrainerTests.Settings with { MinibatchQuestions = 16, GradientClip = 0 };

    private static readonly LoraConfig Lora = new() { Rank = 2, Alpha = 4, Targets = ["q_proj", "down_proj"] };

    [Theory]
    [InlineData(ScalarType.Float32, UpdateDtype.Policy)]
    [InlineData(ScalarType.BFloat16, UpdateDtype.Bfloat16)]
    [InlineData(ScalarType.Float64, UpdateDtype.Bfloat16)]
    internal void Only_an_F32_policy_is_rounded_and_only_where_asked(ScalarType type, UpdateDtype dtype)
    {
        using var decoder = Decoder(type);

        Assert.Null(RoundedPolicy.Of(decoder, dtype));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradient_is_that_of_F32_to_the_precision_of_bfloat16(bool adapters)
    {
        using var exact = Decoder(adapters: adapters);
        using var other = Decoder(adapters: adapters);
        using var single = new PolicyTrainer(exact, Settings, new RecordingLog()).Train(Groups(exact), 1, null, default).Optimizer!;
        using var rounded = Train(other, Settings).Optimizer!;

        var (expected, found) = (Moments(single), Moments(rounded));
        Assert.Equal(single.Tensors.Keys, rounded.Tensors.Keys); // no master weights: the policy itself has them
        Assert.InRange(Cosine(expected, found), 0.99, 1);
        Assert.NotEqual(expected, found);
    }

    /// <summary>Weights near 0.1 in bfloat16 are 5e-4 apart, so a step of 1e-6 would be lost.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_step_too_small_for_bfloat16_is_kept(bool adapters)
    {
        using var decoder = Decoder(adapters: adapters);
        var before = Weights(decoder);

        Train(decoder, Settings with { LearningRate = 1e-6 }).Optimizer!.Dispose();

        var steps = before.Zip(Weights(decoder)).Select(pair => Math.Abs(pair.Second - pair.First)).ToList();
        Assert.True(steps.Count(step => step > 5e-7) > steps.Count / 4); // half of an adapter has no gradient in its first step
        Assert.True(steps.Max() < 2e-6);
        Assert.Equal(ScalarType.Float32, decoder.Dtype);
        Assert.All(decoder.Trainable, item => Assert.Equal(ScalarType.Float32, item.parameter.dtype));
    }

    [Fact]
    public void A_frozen_base_stays_as_it_is()
    {
        using var decoder = Decoder(adapters: true);
        double[] Base() => [.. decoder.named_parameters().SelectMany(item => Values(item.parameter))];
        var before = Base();

        Train(decoder, Settings).Optimizer!.Dispose();

        Assert.Equal(before, Base());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_step_is_rounded_into_the_copy_that_computes(bool onHost)
    {
        using var decoder = Decoder();
        using var rounded = RoundedPolicy.Of(decoder, UpdateDtype.Bfloat16)!;
        var settings = Settings with { MinibatchQuestions = 1, Optimizer = Settings.Optimizer with { OnHost = onHost } };

        Trainer(decoder, rounded, settings).Train(Groups(decoder), 1, null, default).Optimizer!.Dispose();

        Assert.All(
            decoder.Trainable.Zip(rounded.Decoder.Trainable),
            pair => Assert.Equal(Values(pair.First.parameter.to(ScalarType.BFloat16)), Values(pair.Second.parameter))
        );
    }

    [Fact]
    public void Going_on_from_a_saved_state_gives_the_same_bytes()
    {
        using var throughout = Decoder();
        using var stopped = Decoder();
        using var first = Train(throughout, Settings).Optimizer!;
        Train(throughout, Settings, first, 2).Optimizer!.Dispose();

        using var folder = new TemporaryFolder();
        using (var state = Train(stopped, Settings).Optimizer!)
        {
            state.Save(folder.File("optimizer.safetensors"));
        }

        using var resumed = Decoder();
        resumed.load_state_dict(stopped.state_dict());
        using var saved = AdamWFile.Open(folder.File("optimizer.safetensors"));
        Train(resumed, Settings, saved, 2).Optimizer!.Dispose();

        Assert.Equal(Weights(throughout), Weights(resumed));
    }

    [Fact]
    public void The_limits_of_half_precision_judge_the_mismatch()
    {
        using var decoder = Decoder();
        var shifted = Groups(decoder)
            .Select(group => group with { Samples = [.. group.Samples.Select(Shift)] });

        using var rounded = RoundedPolicy.Of(decoder, UpdateDtype.Bfloat16)!;
        var result = Trainer(decoder, rounded, Settings).Train([.. shifted], 1, null, default);
        result.Optimizer!.Dispose();

        Assert.InRange(result.Mismatch!.Mean, 0.04, 0.06); // in F32 over 0.001 is refused
        static PolicySample Shift(PolicySample sample) =>
            sample with { RolloutLogProbs = [.. sample.RolloutLogProbs.Select(value => value + 0.05f)] };
    }

    private static UpdateResult Train(CausalDecoder decoder, UpdateSettings settings, IOptimizerState? state = null, int round = 1)
    {
        using var rounded = RoundedPolicy.Of(decoder, UpdateDtype.Bfloat16)!;
        return Trainer(decoder, rounded, settings).Train(Groups(decoder), round, state, default);
    }

    private static PolicyTrainer Trainer(CausalDecoder decoder, RoundedPolicy rounded, UpdateSettings settings) =>
        new(rounded.Decoder, settings, new RecordingLog()) { Place = new TrainingPlace { Exact = decoder } };

    private static IReadOnlyList<PolicyGroup> Groups(CausalDecoder decoder) => MadeUpGroups.Of(decoder, Settings.Temperature, 4);

    private static CausalDecoder Decoder(ScalarType type = ScalarType.Float32, bool adapters = false)
    {
        set_num_threads(1);
        var decoder = new CausalDecoder(TinyDecoder.Config(), type, CPU);
        decoder.Initialize(5, 0.1);
        if (adapters)
        {
            AdapterInitialization.Fill(decoder.AttachAdapters(Lora), 1);
        }

        return decoder;
    }

    private static double Cosine(double[] left, double[] right)
    {
        double Dot(double[] one, double[] two) => one.Zip(two).Sum(pair => pair.First * pair.Second);
        return Dot(left, right) / Math.Sqrt(Dot(left, left) * Dot(right, right));
    }

    private static double[] Moments(AdamWState state) =>
        [
            .. state
                .Tensors.Where(item => item.Key.StartsWith(AdamWState.FirstMomentOf(""), StringComparison.Ordinal))
                .SelectMany(item => Values(item.Value)),
        ];

    private static double[] Weights(CausalDecoder decoder) => [.. decoder.Trainable.SelectMany(item => Values(item.parameter))];

    private static double[] Values(Tensor tensor) => [.. tensor.detach().to(ScalarType.Float64).flatten().data<double>()];
}
