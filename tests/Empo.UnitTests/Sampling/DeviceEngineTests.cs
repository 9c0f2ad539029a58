using Empo.Models;
using Empo.Stages.Sampling;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Sampling;

/// <summary>Sampling on another device, with the vocabulary that the host samples and with one that the device does.</summary>
[Collection("torch")]
public sealed class DeviceEngineTests
{
    private const int LargeVocabulary = 5000; // RowSampler leaves more than 4096 tokens to the device

    public static IEnumerable<ITheoryDataRow> Devices => TestDevices.All;

    [Theory]
    [MemberData(nameof(Devices))]
    public void Greedy_responses_are_those_of_the_cpu(string name)
    {
        var device = TestDevices.Require(name);
        foreach (var config in new[] { TinyDecoder.Config(), TinyDecoder.Config() with { VocabularySize = LargeVocabulary } })
        {
            var batch = LocalEngineTests.Batch(5, 3, mostTokens: 16, differentLengths: true);
            batch = batch with { Decoding = batch.Decoding with { Greedy = true, StopTokens = [] } };

            var expected = Complete(CPU, config, batch);
            var actual = Complete(device, config, batch);

            Assert.Equal(expected.SelectMany(completion => completion.TokenIds), actual.SelectMany(completion => completion.TokenIds));
        }
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Log_probabilities_of_samples_are_those_of_the_cpus_training_forward(string name)
    {
        var device = TestDevices.Require(name);
        foreach (var config in new[] { TinyDecoder.Config(), TinyDecoder.Config() with { VocabularySize = LargeVocabulary } })
        {
            var batch = LocalEngineTests.Batch(5, 3, mostTokens: 24, differentLengths: true);
            batch = batch with { Decoding = batch.Decoding with { Temperature = 0.7, TopP = 0.9 } };

            var completions = Complete(device, config, batch);

            Assert.Equal(15, completions.Count);
            Assert.True(completions.Select(completion => string.Join(' ', completion.TokenIds)).Distinct().Count() > 5);
            AssertLogProbs(config, batch, completions);
        }
    }

    private static IReadOnlyList<Completion> Complete(Device device, DecoderConfig config, RolloutBatch batch)
    {
        using var decoder = DeviceForwardTests.On(device, config);
        using var engine = new LocalEngine(decoder);
        return engine.Complete(batch, TestContext.Current.CancellationToken);
    }

    private static void AssertLogProbs(DecoderConfig config, RolloutBatch batch, IReadOnlyList<Completion> completions)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var decoder = TinyDecoder.Create(config);
        foreach (var completion in completions)
        {
            var prompt = batch.Prompts[completion.Question].TokenIds;
            var ids = tensor(prompt.Concat(completion.TokenIds).Select(id => (long)id).ToArray()).unsqueeze(0);
            var logProbs = decoder.Logits(decoder.forward(ids))[0].div(batch.Decoding.Temperature).log_softmax(-1);
            for (var i = 0; i < completion.TokenIds.Count; i++)
            {
                Assert.Equal(logProbs[prompt.Count - 1 + i, completion.TokenIds[i]].item<float>(), completion.LogProbs[i], 5e-4);
            }

            Assert.All(completion.KeptLogMass!, mass => Assert.InRange(mass, Math.Log(0.9) - 1e-6, 0));
        }
    }
}
