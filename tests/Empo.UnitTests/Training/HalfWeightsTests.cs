using Empo.Stages.Checkpoints;
using Empo.Stages.Sampling;
using Empo.Stages.Training;
using Empo.UnitTests.Checkpoints;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

/// <summary>
/// F16 checkpoints. Advantages and lengths of a long round make gradients of single tokens smaller than F16's smallest number, 6e-8; in F16
/// they vanish without a word.
/// </summary>
[Collection("torch")]
public sealed class HalfWeightsTests
{
    [Fact]
    public void The_gradient_of_an_F16_checkpoint_is_that_of_its_F32_copy()
    {
        using var half = new ModelFolder(type: ScalarType.Float16);
        using var copy = new ModelFolder(type: ScalarType.Float16).Store(_ => ScalarType.Float32);

        var (ofHalf, ofCopy) = (Update(half.Path), Update(copy.Path));

        Assert.Equal(ofCopy.Steps[0].GradientNorm, ofHalf.Steps[0].GradientNorm, 1e-6 * ofCopy.Steps[0].GradientNorm);
        Assert.Equal(ofCopy.Mismatch!.Mean, ofHalf.Mismatch!.Mean, 1e-6);
        Assert.InRange(ofHalf.Mismatch.Mean, 0, 1e-4);
    }

    /// <summary>What the rule prevents: the same loss, computed in F16, loses a part of its gradient.</summary>
    [Fact]
    public void A_policy_in_F16_is_not_trained()
    {
        using var folder = new ModelFolder(type: ScalarType.Float16);
        using var decoder = CheckpointFolder.Load(folder.Path, CPU, ScalarType.Float16);

        Assert.Throws<InvalidOperationException>(() =>
            new PolicyTrainer(decoder, PolicyTrainerTests.Settings, new RecordingLog()).Train([], 1, null, default)
        );
    }

    /// <summary>Samples by the decoder that rollouts use, so that the mismatch report compares the two.</summary>
    private static UpdateResult Update(string folder)
    {
        using var policy = LoadedPolicy.Load(folder, CPU);
        using var engine = new LocalEngine(policy.Decoder);
        RolloutPrompt[] prompts =
        [
            .. Enumerable.Range(0, 4).Select(question => new RolloutPrompt($"q{question}", [.. Enumerable.Range(10 * question, 5)])),
        ];
        var batch = new RolloutBatch
        {
            Prompts = prompts,
            FirstSample = 0,
            Samples = 4,
            Decoding = new Decoding
            {
                Temperature = 0.9,
                TopP = 1,
                TopK = 0,
                MaxTokens = 24,
                StopTokens = [ModelFolder.EndOfText],
                Greedy = false,
            },
            Seed = 1,
            Round = 1,
        };
        var groups = engine
            .Complete(batch, default)
            .GroupBy(completion => completion.Question)
            .Select(samples => new PolicyGroup
            {
                QuestionId = prompts[samples.Key].QuestionId,
                Kept = true,
                Samples =
                [
                    .. samples.Select(sample => new PolicySample(
                        new TrainingSequence(prompts[samples.Key].TokenIds, sample.TokenIds),
                        sample.LogProbs,
                        sample.Sample % 2 == 0 ? 1 : -1
                    )),
                ],
            })
            .ToList();
        return new PolicyTrainer(
            policy.Decoder,
            PolicyTrainerTests.Settings with
            {
                MinibatchQuestions = 4,
                GradientClip = 0,
            },
            new RecordingLog()
        ).Train(groups, 1, null, default);
    }
}
