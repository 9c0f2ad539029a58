using Empo.Experiments.Settings.Choices;
using Empo.Method;
using Empo.Stages.Modeling;
using Empo.Stages.Training;

namespace Empo.Benchmarks;

/// <summary>
/// A whole policy update through <see cref="PolicyTrainer"/>: layout, forward, loss, backward, clip, AdamW, statistics, mismatch
/// report. The learning rate is 0, so that the recorded log-probabilities stay right; the work is the same.
/// </summary>
internal static class TrainingBenchmark
{
    private const int PromptTokens = 14;
    private const int Samples = 16;

    public static Share Measure(int batch, int length, int turns)
    {
        using var decoder = DemonstrationModel.Create();
        var groups = Groups(decoder, batch, length);
        var trainer = new PolicyTrainer(decoder, Settings(batch * length), new SilentLog());
        return Share.Measure(
            turns,
            (long)batch * length,
            Work.Training(decoder.Config, (long)batch * length, length),
            () => trainer.Train(groups, 1, null, default).Optimizer!.Dispose());
    }

    public static UpdateSettings Settings(int tokens) => new()
    {
        ZeroAdvantages = ZeroAdvantages.Compute, // all tokens are counted
        Seed = 1,
        LearningRate = 0,
        Optimizer = new AdamWSettings { Beta1 = 0.9, Beta2 = 0.99, Epsilon = 1e-8, WeightDecay = 0 },
        Objective = PolicyObjective.Ppo(new ClipRange { Low = 0.2, High = 0.2 }),
        Aggregation = LossReduction.TokenMean,
        CountDropped = false,
        MinibatchQuestions = int.MaxValue,
        Epochs = 1,
        MicroBatchTokens = tokens,
        GradientClip = 1,
        Temperature = 1,
    };

    /// <summary>Groups of 16 whose sequences enter the model with exactly <paramref name="length"/> tokens.</summary>
    public static List<PolicyGroup> Groups(CausalDecoder decoder, int batch, int length)
    {
        int[] prompt = [.. Enumerable.Range(0, PromptTokens)];
        var sequences = Enumerable
            .Range(0, batch)
            .Select(row => new TrainingSequence(
                prompt,
                [.. Enumerable.Range(0, length + 1 - PromptTokens).Select(t => CounterRandom.Below(38, 1, 2, (ulong)row, (ulong)t))]
            ))
            .ToList();
        using var layout = MicroBatch.Create(sequences, [.. Enumerable.Range(0, batch)], decoder.Device);
        var logProbs = new ResponseLogProbs(decoder, 1).Forward(layout).Chunk(length + 1 - PromptTokens).ToList();
        return
        [
            .. sequences
                .Index()
                .Chunk(Samples)
                .Select(
                    (group, question) =>
                        new PolicyGroup
                        {
                            QuestionId = $"q{question}",
                            Kept = true,
                            Samples =
                            [
                                .. group.Select(item => new PolicySample(
                                    item.Item,
                                    [.. logProbs[item.Index].Select(value => (float)value)],
                                    (item.Index % 3) - 1
                                )),
                            ],
                        }
                ),
        ];
    }
}
