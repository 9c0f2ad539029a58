using Empo.Method;
using Empo.Stages.Distribution;
using Empo.Stages.Training;
using Empo.UnitTests.Distribution;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

[Collection("torch")]
public sealed class SupervisedTrainerTests
{
    private static readonly SupervisedSettings Settings = new()
    {
        Seed = 3,
        Epochs = 2,
        Batch = 3,
        LearningRate = 0.01,
        Schedule = ScheduleShape.Linear,
        Warmup = 1,
        Optimizer = new AdamWSettings { Beta1 = 0.9, Beta2 = 0.99, Epsilon = 1e-8, WeightDecay = 0 },
        GradientClip = 1,
        MicroBatchTokens = 16,
    };

    /// <summary>Of seven examples in steps of three: each epoch has each once, in another order.</summary>
    [Fact]
    public void Each_epoch_takes_every_example_once()
    {
        var plan = SupervisedBatch.Plan(Examples(7), Settings);

        Assert.Equal([(1, 3), (1, 3), (1, 1), (2, 3), (2, 3), (2, 1)], plan.Select(batch => (batch.Epoch, batch.Examples.Count)));
        int[][] epochs = [.. plan.GroupBy(batch => batch.Epoch).Select(epoch => epoch.SelectMany(batch => batch.Examples).ToArray())];
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 7), epoch.Order()));
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.All(plan, batch => Assert.Equal(batch.Examples.Order(), batch.MicroBatches.SelectMany(rows => rows).Order()));
    }

    /// <summary>The loss of the first step is the mean of -log p over its response tokens, whatever the micro-batches.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(10_000)]
    public void The_loss_is_the_mean_cross_entropy_of_response_tokens(int microBatchTokens)
    {
        using var decoder = TinyDecoder.Create();
        var (examples, settings) = (Examples(7), Settings with { MicroBatchTokens = microBatchTokens });
        var plan = SupervisedBatch.Plan(examples, settings);
        var logProbs = new ResponseLogProbs(decoder, 1);
        double[] expected = [.. plan[0].Examples.SelectMany(index =>
        {
            using var batch = MicroBatch.Create(examples, [index], CPU);
            return logProbs.Forward(batch);
        })];

        var steps = new SupervisedTrainer(decoder, settings, new RecordingLog()).Train(examples, plan, default);

        Assert.Equal(-expected.Average(), steps[0].Loss, 1e-5);
        Assert.Equal(expected.Length, steps[0].Tokens);
        Assert.Equal([0.005, 0.01, 0.008, 0.006, 0.004, 0.002], steps.Select(step => Math.Round(step.LearningRate, 12)));
    }

    [Fact]
    public void Training_makes_its_examples_likely()
    {
        using var decoder = TinyDecoder.Create();
        var (examples, settings) = (Examples(5), Settings with { Epochs = 40 });

        var steps = new SupervisedTrainer(decoder, settings, new RecordingLog())
            .Train(examples, SupervisedBatch.Plan(examples, settings), default);

        Assert.True(steps[^1].Loss < 0.1 * steps[0].Loss, $"{steps[0].Loss} to {steps[^1].Loss}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_number_of_ranks_gives_the_same_bytes(bool recomputes)
    {
        var expected = Assert.Single(Train(1, recomputes));

        foreach (var size in new[] { 2, 3 })
        {
            Assert.All(Train(size, recomputes), weights => Assert.Equal(expected, weights));
        }

        Assert.Equal(expected, Assert.Single(Train(1, !recomputes)));
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_a_clear_error()
    {
        using var decoder = TinyDecoder.Create();
        using (no_grad())
        {
            decoder.OutputWeight.fill_(float.NaN);
        }

        var examples = Examples(3);
        var failure = Assert.Throws<UserError>(() => new SupervisedTrainer(decoder, Settings, new RecordingLog())
            .Train(examples, SupervisedBatch.Plan(examples, Settings), default));

        Assert.Equal("EMPO3040", failure.Code);
        Assert.Contains("finetune.learning_rate", failure.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<float[]> Train(int size, bool recomputes) => ThreadRanks.Run(size, group =>
    {
        set_num_threads(1);
        using var decoder = TinyDecoder.Create();
        var (examples, settings) = (Examples(7), Settings with { Recompute = recomputes });
        var place = new TrainingPlace
        {
            Ranks = group,
            Exchange = group.Size == 1 ? null : new BlockExchange(new InProcessTransport(group), group.Rank, group.Size, 4000),
            LeastSection = 1,
        };
        new SupervisedTrainer(decoder, settings, new RecordingLog()) { Place = place }
            .Train(examples, SupervisedBatch.Plan(examples, settings), default);
        return decoder.parameters().SelectMany(parameter => parameter.detach().data<float>().ToArray()).ToArray();
    });

    /// <summary>Prompts of three tokens, responses of two to eight.</summary>
    private static List<TrainingSequence> Examples(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new TrainingSequence(
            [i % 23, (i * 5) % 23, 1],
            [.. Enumerable.Range(0, 2 + (i % 7)).Select(j => ((i * 3) + (j * j)) % 23)]
        ))];
}
