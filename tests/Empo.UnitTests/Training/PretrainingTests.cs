using Empo.Method;
using Empo.Stages.Modeling;
using Empo.Stages.Training;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

[Collection("torch")]
public sealed class PretrainingTests
{
    private static readonly PretrainingSettings Settings = new() { Steps = 60, LearningRate = 1e-2, Warmup = 5 };

    [Fact]
    public void A_toy_task_is_learnt_and_again_to_the_same_bytes()
    {
        var (first, steps) = Run(Settings);
        var (second, _) = Run(Settings);

        Assert.Equal(60, steps.Count);
        Assert.InRange(steps[0].Loss, 2.5, 4); // ln 23 = 3.14: an untrained model knows nothing
        Assert.True(steps[^1].Loss < 0.3, $"loss {steps[^1].Loss}");
        Assert.Equal(first, second);
    }

    [Fact]
    public void The_loss_is_the_mean_cross_entropy_of_response_tokens()
    {
        using var decoder = Decoder();
        var examples = Examples(step: 1).ToList();
        using var batch = MicroBatch.Create(examples, [.. Enumerable.Range(0, examples.Count)], CPU);
        var expected = -new ResponseLogProbs(decoder, 1).Forward(batch).Average();

        var steps = new Pretraining(decoder, Settings with { Steps = 1 }, new RecordingLog()).Train([examples], default);

        Assert.Equal(expected, steps[0].Loss, 1e-6);
    }

    [Fact]
    public void A_learning_rate_that_diverges_is_an_error()
    {
        var failure = Assert.Throws<UserError>(() => Run(Settings with { LearningRate = 1e30 }));

        Assert.Equal("EMPO3040", failure.Code);
    }

    private static (float[] Weights, IReadOnlyList<PretrainingStep> Steps) Run(PretrainingSettings settings)
    {
        using var decoder = Decoder();
        var steps = new Pretraining(decoder, settings, new RecordingLog())
            .Train(Enumerable.Range(1, settings.Steps).Select(step => (IReadOnlyList<TrainingSequence>)[.. Examples(step)]), default);
        return ([.. decoder.parameters().SelectMany(parameter => parameter.detach().data<float>().ToArray())], steps);
    }

    private static CausalDecoder Decoder()
    {
        set_num_threads(1);
        var decoder = new CausalDecoder(TinyDecoder.Config(), ScalarType.Float32, CPU);
        decoder.Initialize(5, 0.02);
        return decoder;
    }

    /// <summary>The response repeats the prompt's token n times, then ends by token 22; n = 1..3 is the prompt's second token.</summary>
    private static IEnumerable<TrainingSequence> Examples(int step) =>
        Enumerable
            .Range(0, 32)
            .Select(i =>
            {
                var (token, times) = (
                    CounterRandom.Below(18, 7, (ulong)step, (ulong)i, 0),
                    1 + CounterRandom.Below(3, 7, (ulong)step, (ulong)i, 1)
                );
                return new TrainingSequence([token, 18 + times], [.. Enumerable.Repeat(token, times), 22]);
            });
}
