using Empo.Experiments.Settings.Choices;
using Empo.Method;
using Empo.Stages.Modeling;
using Empo.Stages.Training;
using Empo.Stages.Training.Losses;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

/// <summary>Responses of advantage 0 are left out of the passes, and of nothing else.</summary>
[Collection("torch")]
public sealed class GradientlessTests
{
    private const int Poisoned = 22;

    private static readonly UpdateSettings Settings = PolicyTrainerTests.Settings with { GradientClip = 0, Temperature = 1 };

    public static TheoryData<string, int, int> Rounds
    {
        get
        {
            var rounds = new TheoryData<string, int, int>();
            foreach (var variant in new[] { "ppo", "gspo", "cispo", "truncate", "sequence", "constant", "round" })
            {
                foreach (var seed in Enumerable.Range(1, 3))
                {
                    rounds.Add(variant, seed, seed);
                }
            }

            return rounds;
        }
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public void The_gradient_is_the_same_bit_for_bit_where_micro_batches_are_not_cut_anew(string variant, int seed, int epochs)
    {
        var settings = Variant(variant) with { MicroBatchTokens = 1, Epochs = epochs };

        var (computed, skipped) = TrainBoth(settings, seed, ScalarType.Float32);

        Assert.Equal(computed.Moments, skipped.Moments);
        Assert.Equal(computed.Weights, skipped.Weights);
        Assert.True(skipped.Result.Steps.Sum(step => step.SkippedTokens) > 0);
        AssertSameCounts(computed.Result, skipped.Result);
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public void Cut_anew_it_is_the_same_to_the_last_digits(string variant, int seed, int epochs)
    {
        var settings = Variant(variant) with { MicroBatchTokens = 100_000, Epochs = epochs };

        var (computed, skipped) = TrainBoth(settings, seed, ScalarType.Float64);

        var largest = computed.Moments.Max(Math.Abs);
        Assert.All(computed.Moments.Zip(skipped.Moments), pair => Assert.Equal(pair.First, pair.Second, 1e-9 * largest));
        AssertSameCounts(computed.Result, skipped.Result);
    }

    [Fact]
    public void No_forward_pass_sees_a_response_of_advantage_0()
    {
        using var decoder = Decoder(ScalarType.Float32);
        using (no_grad())
        {
            decoder.OutputWeight[Poisoned].fill_(double.NaN); // tied: also the embedding of the token
        }

        // The logits of every token are poisoned with it, so only a round without a forward pass can end well.
        var groups = Groups(6, seed: 4).Select(group => group with { Samples = [.. group.Samples.Select(Without)] }).ToList();

        var result = Train(decoder, groups, Settings with { ZeroAdvantages = ZeroAdvantages.Skip, Rehearse = true });
        var failure = Assert.Throws<UserError>(() => Train(decoder, groups, Settings with { ZeroAdvantages = ZeroAdvantages.Compute }));

        Assert.Equal("EMPO3040", failure.Code);
        Assert.Null(result.Mismatch);
        Assert.All(result.Steps, step => Assert.Equal((0.0, 0.0), (step.Loss, step.GradientNorm)));
        Assert.All(result.Steps, step => Assert.Equal((1.0, 0.0), (step.Ratio.Mean, step.Ratio.K3)));
    }

    [Theory]
    [InlineData(1, 3, true)] // 1 of 4 tokens
    [InlineData(1, 4, false)]
    [InlineData(0, 4, false)]
    [InlineData(4, 0, true)]
    public void Auto_skips_from_a_quarter_of_the_tokens_on(int zero, int others, bool skipped)
    {
        PolicySample[] samples = [Sample(zero, 0), Sample(others, -2)];

        Assert.Equal(skipped, Gradientless.IsSkipped(samples, Settings with { ZeroAdvantages = ZeroAdvantages.Auto }));

        static PolicySample Sample(int tokens, double advantage) => new(new TrainingSequence([1], new int[tokens]), [], advantage);
    }

    [Theory]
    [InlineData(0.1, 0)]
    [InlineData(0, 0.1)]
    public void Other_terms_of_the_loss_need_them(double beta, double bonus)
    {
        var settings = Settings with
        {
            ZeroAdvantages = ZeroAdvantages.Skip,
            Objective = Settings.Objective with { KlBeta = beta, EntropyBonus = bonus },
        };

        Assert.False(Gradientless.IsSkipped([.. Groups(4, seed: 1).SelectMany(group => group.Samples)], settings));
        Assert.All(UpdateMinibatch.Plan(Groups(4, seed: 1), settings, 1), minibatch => Assert.Equal(0, minibatch.SkippedTokens));
    }

    [Fact]
    public void An_advantage_close_to_0_is_computed() =>
        Assert.False(Gradientless.Holds(new PolicySample(new TrainingSequence([1], [2]), [], double.Epsilon)));

    [Fact]
    public void The_clip_share_counts_them_where_no_pass_is_needed_to_know_it()
    {
        var (ppo, skippedPpo) = TrainBoth(Clipping(ClippedSurrogate.Ppo), seed: 2, ScalarType.Float64);
        var (_, skippedCispo) = TrainBoth(Clipping(CispoLoss.Function), seed: 2, ScalarType.Float64);

        var (exact, other) = (ppo.Result.Steps[^1].Ratio.ClipFraction, skippedPpo.Result.Steps[^1].Ratio.ClipFraction);
        Assert.True(exact > 0);
        Assert.Equal(exact, other, 1e-12);
        var cispo = skippedCispo.Result.Steps[^1];
        Assert.Equal(1, cispo.Ratio.ClipFraction, 1e-12); // every computed token moved
        static UpdateSettings Clipping(PolicyLossFunction loss) => Settings with
        {
            LearningRate = 0.05,
            Epochs = 3,
            MinibatchQuestions = 16,
            Objective = Settings.Objective with { Loss = loss, Clip = new ClipRange { Low = 1e-9, High = 1e-9 } },
        };
    }

    /// <summary>What is known without a forward pass.</summary>
    private static void AssertSameCounts(UpdateResult computed, UpdateResult skipped)
    {
        Assert.Equal(computed.Kept, skipped.Kept);
        Assert.Equal(Counts(computed), Counts(skipped));
        Assert.All(
            computed.Steps.Zip(skipped.Steps),
            pair => Assert.Equal(pair.First.GradientNorm, pair.Second.GradientNorm, 1e-6 * (pair.First.GradientNorm + 1e-9))
        );
        static IEnumerable<(int, int, long)> Counts(UpdateResult result) =>
            result.Steps.Select(step => (step.Epoch, step.Questions, step.Ratio.Tokens));
    }

    private static (Trained Computed, Trained Skipped) TrainBoth(UpdateSettings settings, int seed, ScalarType type) =>
        (Trained.By(settings with { ZeroAdvantages = ZeroAdvantages.Compute }, seed, type),
            Trained.By(settings with { ZeroAdvantages = ZeroAdvantages.Skip }, seed, type));

    private static UpdateSettings Variant(string name) =>
        name switch
        {
            "ppo" => Settings,
            "gspo" => Settings with { Objective = Settings.Objective with { Loss = ClippedSurrogate.Gspo } },
            "cispo" => Settings with { Objective = Settings.Objective with { Loss = CispoLoss.Function } },
            "truncate" => Settings with { Objective = Settings.Objective with { Importance = ImportanceCorrection.Truncate } },
            "sequence" => Settings with { Aggregation = LossReduction.SequenceMean },
            "constant" => Settings with { Aggregation = LossReduction.Constant, MostTokens = 8 },
            "round" => Settings with { CountDropped = true },
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a variant."),
        };

    /// <summary>
    /// Made-up groups of which about half have advantage 0 throughout, some of the others for a response, and one is dropped.
    /// </summary>
    private static IReadOnlyList<PolicyGroup> Groups(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(question => new PolicyGroup
        {
            QuestionId = $"q{question}",
            Kept = question != 1,
            Samples = [.. Samples(random, question, silent: question == 0 || random.Next(2) == 0)],
        })];
    }

    private static IEnumerable<PolicySample> Samples(Random random, int question, bool silent)
    {
        for (var sample = 0; sample < 3; sample++)
        {
            int[] response = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(Poisoned))];
            var advantage = silent || random.Next(4) == 0 ? 0 : random.NextDouble() - 0.5;
            yield return new PolicySample(
                new TrainingSequence([.. Enumerable.Range(question, 2 + question)], response),
                [.. response.Select(_ => -3f)],
                advantage
            );
        }
    }

    private static PolicySample Without(PolicySample sample) => sample with { Advantage = 0 };

    private static CausalDecoder Decoder(ScalarType type)
    {
        set_num_threads(1);
        var decoder = new CausalDecoder(TinyDecoder.Config(), type, CPU);
        decoder.Initialize(5, 0.1);
        return decoder;
    }

    private static UpdateResult Train(CausalDecoder decoder, IReadOnlyList<PolicyGroup> groups, UpdateSettings settings) =>
        new PolicyTrainer(decoder, settings with { ForeignRollout = true }, new RecordingLog()).Train(groups, 1, null, default);

    private sealed record Trained(UpdateResult Result, double[] Moments, double[] Weights)
    {
        public static Trained By(UpdateSettings settings, int seed, ScalarType type)
        {
            using var decoder = Decoder(type);
            var result = Train(decoder, Judgeable(decoder, Groups(6, seed)), settings);
            using var state = result.Optimizer!;
            return new Trained(
                result,
                [.. state.Tensors.OrderBy(item => item.Key, StringComparer.Ordinal).SelectMany(item => Values(item.Value))],
                [.. decoder.Trainable.SelectMany(item => Values(item.parameter))]
            );
        }

        /// <summary>With the policy's own log-probabilities as the rollout's.</summary>
        private static IReadOnlyList<PolicyGroup> Judgeable(CausalDecoder decoder, IReadOnlyList<PolicyGroup> groups)
        {
            var logProbs = new ResponseLogProbs(decoder, Settings.Temperature);
            return [.. groups.Select(group => group with { Samples = [.. group.Samples.Select(Recorded)] })];
            PolicySample Recorded(PolicySample sample)
            {
                using var batch = MicroBatch.Create([sample.Sequence], [0], decoder.Device);
                return sample with { RolloutLogProbs = [.. logProbs.Forward(batch).Select(value => (float)value)] };
            }
        }

        private static double[] Values(Tensor tensor) => [.. tensor.detach().to(ScalarType.Float64).flatten().data<double>()];
    }
}
