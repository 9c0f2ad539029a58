using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using Empo.Stages.Training;
using Empo.UnitTests.Modeling;
using Empo.UnitTests.Sampling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

/// <summary>A policy update on another device.</summary>
[Collection("torch")]
public sealed class DeviceTrainerTests
{
    public static IEnumerable<ITheoryDataRow> Devices => TestDevices.All;

    [Theory]
    [MemberData(nameof(Devices))]
    public void An_update_gives_the_weights_that_it_gives_on_the_cpu(string name)
    {
        var device = TestDevices.Require(name);
        using var host = DeviceForwardTests.On(CPU, TinyDecoder.Config(), deviation: 0.1);
        using var other = DeviceForwardTests.On(device, TinyDecoder.Config(), deviation: 0.1);

        // A large epsilon: without it AdamW turns gradients that are nothing but rounding into whole steps.
        var settings = PolicyTrainerTests.Settings with
        {
            Optimizer = PolicyTrainerTests.Settings.Optimizer with { Epsilon = 1e-3, WeightDecay = 0.01 },
        };
        var groups = MadeUpGroups.Of(host, settings.Temperature, 5);
        var expected = Train(host, groups, settings);
        var actual = Train(other, groups, settings);

        Assert.Equal(3, actual.Steps.Count);
        Assert.All(expected.Steps.Zip(actual.Steps), pair =>
            Assert.Equal(pair.First.GradientNorm, pair.Second.GradientNorm, 1e-4 * pair.First.GradientNorm)
        );
        Assert.All(host.named_parameters().Zip(other.named_parameters()), pair =>
        {
            Assert.Equal(device.type, pair.Second.parameter.device_type);
            Assert.True(pair.First.parameter.allclose(pair.Second.parameter.cpu(), rtol: 0, atol: 1e-5), pair.First.name);
        });
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_bfloat16_policy_samples_and_trains_on_its_own_samples(string name)
    {
        var device = TestDevices.Require(name);
        var config = TinyDecoder.Config() with { VocabularySize = 5000 };
        using var decoder = DeviceForwardTests.On(device, config, ScalarType.BFloat16, deviation: 0.05);
        var batch = LocalEngineTests.Batch(4, 8, mostTokens: 12);
        var groups = Groups(batch, Complete(decoder, batch));

        var result = Train(
            decoder,
            groups,
            PolicyTrainerTests.Settings with
            {
                Temperature = 1,
                MinibatchQuestions = 4,
                MicroBatchTokens = 200,
            }
        );

        using var optimizer = result.Optimizer!;
        var step = Assert.Single(result.Steps);
        Assert.True(double.IsFinite(step.Loss) && step.GradientNorm > 0);
        Assert.InRange(result.Mismatch!.Mean, 0, 0.02);
        Assert.All(optimizer.Tensors.Values, state => Assert.Equal(ScalarType.Float32, state.dtype));
        Assert.All(decoder.named_parameters(), item =>
        {
            using var rounded = optimizer.Tensors[AdamWState.MasterOf(item.name)].to(ScalarType.BFloat16);
            using var weights = item.parameter.detach().cpu();
            Assert.True(weights.eq(rounded).all().item<bool>(), item.name);
        });
    }

    private static UpdateResult Train(CausalDecoder decoder, IReadOnlyList<PolicyGroup> groups, UpdateSettings settings) =>
        new PolicyTrainer(decoder, settings, new RecordingLog()).Train(groups, 1, null, TestContext.Current.CancellationToken);

    private static IReadOnlyList<Completion> Complete(CausalDecoder decoder, RolloutBatch batch)
    {
        using var engine = new LocalEngine(decoder);
        return engine.Complete(batch, TestContext.Current.CancellationToken);
    }

    private static IReadOnlyList<PolicyGroup> Groups(RolloutBatch batch, IReadOnlyList<Completion> completions) =>
        [
            .. completions
                .GroupBy(completion => completion.Question)
                .Select(group => new PolicyGroup
                {
                    QuestionId = batch.Prompts[group.Key].QuestionId,
                    Kept = true,
                    Samples =
                    [
                        .. group.Select(completion => new PolicySample(
                            new TrainingSequence(batch.Prompts[group.Key].TokenIds, completion.TokenIds),
                            completion.LogProbs,
                            (completion.Sample % 2 * 2) - 1
                        )),
                    ],
                }),
        ];
}
