using Empo.Experiments.Settings.Choices;
using Empo.Method;
using Empo.Stages.Modeling;
using Empo.Stages.Training;
using Empo.Stages.Training.Losses;
using Empo.UnitTests.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

[Collection("torch")]
public sealed class PolicyTrainerTests
{
    internal static readonly UpdateSettings Settings = new()
    {
        Seed = 1,
        LearningRate = 1e-3,
        Optimizer = new AdamWSettings { Beta1 = 0.9, Beta2 = 0.99, Epsilon = 1e-8, WeightDecay = 0 },
        Objective = PolicyObjective.Ppo(new ClipRange { Low = 0.2, High = 0.2 }),
        Aggregation = LossReduction.TokenMean,
        CountDropped = false,
        MinibatchQuestions = 2,
        Epochs = 1,
        MicroBatchTokens = 64,
        GradientClip = 1,
        Temperature = 0.9,
    };

    [Fact]
    public void The_first_of_several_steps_has_ratio_1_and_clips_nothing()
    {
        using var decoder = Decoder();

        var result = Train(decoder, Groups(decoder, 5), Settings);

        Assert.Equal(3, result.Steps.Count);
        Assert.Equal((1.0, 0.0, 0.0), (result.Steps[0].Ratio.Mean, result.Steps[0].Ratio.ClipFraction, result.Steps[0].Ratio.K3));
        Assert.All(result.Steps.Skip(1), step => Assert.True(step.Ratio.K3 > 0));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Rehearsal_and_recomputation_change_no_bit(bool rehearse, bool recompute)
    {
        using var plain = Decoder();
        using var other = Decoder();

        Train(plain, Groups(plain, 5), Settings);
        Train(other, Groups(other, 5), Settings with { Rehearse = rehearse, Recompute = recompute });

        Assert.Equal(Weights(plain), Weights(other));
    }

    [Fact]
    public void A_single_step_has_ratio_1_by_construction_and_moves_the_policy()
    {
        using var decoder = Decoder();
        var before = Weights(decoder);

        var result = Train(decoder, Groups(decoder, 3), Settings with { MinibatchQuestions = 16 });

        var step = Assert.Single(result.Steps);
        Assert.Equal(1, step.Ratio.Mean);
        Assert.Equal(3, step.Questions);
        Assert.True(step.GradientNorm > 0);
        Assert.True(result.Mismatch!.Mean < 1e-5);
        Assert.NotEqual(before, Weights(decoder));
    }

    [Fact]
    public void An_update_raises_the_probability_of_responses_with_positive_advantage()
    {
        using var decoder = Decoder();
        var groups = Groups(decoder, 4);

        Train(decoder, groups, Settings);

        var change = Groups(decoder, 4).Zip(groups).SelectMany(pair => pair.First.Samples.Zip(pair.Second.Samples))
            .Sum(pair => pair.Second.Advantage * (pair.First.RolloutLogProbs.Sum() - pair.Second.RolloutLogProbs.Sum()));
        Assert.True(change > 0);
    }

    [Theory]
    [InlineData(LossReduction.TokenMean)]
    [InlineData(LossReduction.SequenceMean)]
    internal void Loss_and_gradient_norm_do_not_depend_on_the_micro_batch_size(LossReduction aggregation)
    {
        var settings = Settings with { Aggregation = aggregation, MinibatchQuestions = 16, GradientClip = 0 };
        using var first = Decoder(ScalarType.Float64);
        using var second = Decoder(ScalarType.Float64);

        var together = Train(first, Groups(first, 4), settings with { MicroBatchTokens = 100_000 }).Steps[0];
        var apart = Train(second, Groups(second, 4), settings with { MicroBatchTokens = 1 }).Steps[0];

        Assert.Equal(together.Loss, apart.Loss, 1e-12);
        Assert.Equal(together.GradientNorm, apart.GradientNorm, 1e-10 * together.GradientNorm);
    }

    [Fact]
    public void The_order_in_which_questions_are_given_does_not_matter()
    {
        using var first = Decoder();
        using var second = Decoder();
        var groups = Groups(first, 5);

        Train(first, groups, Settings with { Epochs = 2 });
        Train(second, [.. groups.Reverse()], Settings with { Epochs = 2 });

        Assert.Equal(Weights(first), Weights(second));
    }

    [Fact]
    public void Zero_advantages_leave_the_weights_as_they_are()
    {
        using var decoder = Decoder();
        var before = Weights(decoder);
        var groups = Groups(decoder, 3)
            .Select(group => group with { Samples = [.. group.Samples.Select(sample => sample with { Advantage = 0 })] });

        var result = Train(decoder, [.. groups], Settings);

        Assert.All(result.Steps, step => Assert.Equal((0, 0), (step.Loss, step.GradientNorm)));
        Assert.Equal(before, Weights(decoder));
    }

    [Fact]
    public void Without_a_kept_question_nothing_happens_and_the_log_says_so()
    {
        using var decoder = Decoder();
        var before = Weights(decoder);
        var log = new RecordingLog();
        var groups = Groups(decoder, 3).Select(group => group with { Kept = false });

        var result = new PolicyTrainer(decoder, Settings with { CountDropped = true }, log).Train([.. groups], 1, null, default);

        Assert.Empty(result.Steps);
        Assert.Null(result.Optimizer);
        Assert.Equal(before, Weights(decoder));
        Assert.Contains("no question was kept", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LossReduction.TokenMean)]
    [InlineData(LossReduction.SequenceMean)]
    internal void Dropped_questions_dilute_the_loss_only_where_they_count(LossReduction aggregation)
    {
        var settings = Settings with { Aggregation = aggregation, MinibatchQuestions = 16 };
        using var first = Decoder(ScalarType.Float64);
        using var second = Decoder(ScalarType.Float64);
        IReadOnlyList<PolicyGroup> groups = [.. Groups(first, 4).Select((group, index) => group with { Kept = index < 3 })];

        var kept = Train(first, groups, settings).Steps[0];
        var round = Train(second, groups, settings with { CountDropped = true }).Steps[0];

        var (part, whole) = aggregation == LossReduction.TokenMean
            ? (groups.Take(3).Sum(Tokens), groups.Sum(Tokens))
            : (3, 4);
        Assert.Equal(kept.Loss * part / whole, round.Loss, 1e-12);
        Assert.Equal(3, round.Questions);
    }

    [Fact]
    public void Stopping_after_a_round_and_going_on_gives_the_same_bytes()
    {
        using var throughout = Decoder();
        using var stopped = Decoder();
        var groups = Groups(throughout, 4);

        using var state = Train(throughout, groups, Settings with { LearningRate = 1e-5 }).Optimizer!;
        Train(throughout, Groups(throughout, 4), Settings, round: 2, state);
        using var first = Train(stopped, groups, Settings with { LearningRate = 1e-5 }).Optimizer!;
        using var resumed = Copy(stopped);
        Train(resumed, Groups(resumed, 4), Settings, round: 2, first);

        Assert.Equal(Weights(throughout), Weights(resumed));
    }

    [Fact]
    public void A_half_precision_policy_is_trained_through_F32_master_weights()
    {
        using var decoder = Decoder(ScalarType.BFloat16);
        var before = Weights(decoder);

        var result = Train(decoder, Groups(decoder, 4), Settings);

        using var state = result.Optimizer!;
        var master = state.Tensors[AdamWState.MasterOf("model.norm.weight")];
        Assert.Equal(ScalarType.Float32, master.dtype);
        Assert.Equal(2, result.Steps.Count);
        Assert.True(result.Mismatch!.Mean < 0.02);
        Assert.NotEqual(before, Weights(decoder));
    }

    [Fact]
    public void A_policy_that_is_not_finite_is_an_error()
    {
        using var decoder = Decoder();
        var groups = Groups(decoder, 3);
        using (no_grad())
        {
            decoder.OutputWeight.fill_(double.NaN);
        }

        var failure = Assert.Throws<UserError>(() => Train(decoder, groups, Settings));

        Assert.Equal("EMPO3040", failure.Code);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_an_error_before_the_step()
    {
        using var decoder = Decoder();
        var before = Weights(decoder);
        var groups = Groups(decoder, 2)
            .Select(group =>
                group with
                {
                    Samples = [.. group.Samples.Select(sample => sample with { Advantage = double.PositiveInfinity })],
                }
            );

        var failure = Assert.Throws<UserError>(() => Train(decoder, [.. groups], Settings));

        Assert.Equal("EMPO3040", failure.Code);
        Assert.Equal(before, Weights(decoder));
    }

    [Fact]
    public void Rollouts_of_another_temperature_are_refused_before_the_first_step()
    {
        using var decoder = Decoder();
        var before = Weights(decoder);

        var failure = Assert.Throws<UserError>(() => Train(decoder, Groups(decoder, 3), Settings with { Temperature = 1 }));

        Assert.Equal("EMPO4041", failure.Code);
        Assert.Equal(before, Weights(decoder));
    }

    private static CausalDecoder Decoder(ScalarType type = ScalarType.Float32)
    {
        set_num_threads(1);
        var decoder = new CausalDecoder(TinyDecoder.Config(), type, CPU);
        decoder.Initialize(5, 0.1);
        return decoder;
    }

    private static CausalDecoder Copy(CausalDecoder decoder)
    {
        var copy = new CausalDecoder(decoder.Config, decoder.Dtype, decoder.Device);
        copy.load_state_dict(decoder.state_dict());
        return copy;
    }

    public static TheoryData<string> Variants => ["ppo", "gspo", "cispo", "entropy", "k3", "truncate", "constant"];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_objective_starts_at_ratio_1_and_does_not_depend_on_the_micro_batch_size(string variant)
    {
        var settings = Variant(variant) with { MinibatchQuestions = 2, GradientClip = 0 };
        using var first = Decoder(ScalarType.Float64);
        using var second = Decoder(ScalarType.Float64);

        var together = Train(first, Referred(first, 4), settings with { MicroBatchTokens = 100_000 }).Steps;
        var apart = Train(second, Referred(second, 4), settings with { MicroBatchTokens = 1 }).Steps;

        Assert.Equal((1.0, 0.0), (together[0].Ratio.Mean, together[0].Ratio.ClipFraction));
        Assert.Equal(2, together.Count);
        Assert.All(together.Zip(apart), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-10));
        Assert.All(together.Zip(apart), pair =>
            Assert.Equal(pair.First.GradientNorm, pair.Second.GradientNorm, 1e-10 * pair.First.GradientNorm)
        );
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void In_F32_the_micro_batch_size_changes_the_fifth_digit_at_most(string variant)
    {
        var settings = Variant(variant) with { MinibatchQuestions = 16, GradientClip = 0 };
        using var first = Decoder();
        using var second = Decoder();

        var together = Train(first, Referred(first, 4), settings with { MicroBatchTokens = 100_000 }).Steps[0];
        var apart = Train(second, Referred(second, 4), settings with { MicroBatchTokens = 1 }).Steps[0];

        Assert.Equal(together.GradientNorm, apart.GradientNorm, 1e-5 * together.GradientNorm);
    }

    [Fact]
    public void Masked_responses_change_nothing_where_others_are_trained()
    {
        var settings = Settings with { MasksTruncated = true, MinibatchQuestions = 16, GradientClip = 0 };
        using var first = Decoder(ScalarType.Float64);
        using var second = Decoder(ScalarType.Float64);
        var groups = Groups(first, 4);
        IReadOnlyList<PolicyGroup> more =
        [
            .. groups.Select(group =>
                group with
                {
                    Samples = [.. group.Samples, group.Samples[0] with { Advantage = 7, Truncated = true }],
                }
            ),
        ];

        var without = Train(first, groups, settings).Steps[0];
        var with = Train(second, more, settings).Steps[0];

        Assert.Equal((without.Loss, without.GradientNorm), (with.Loss, with.GradientNorm));
    }

    [Fact]
    public void A_round_of_nothing_but_masked_responses_makes_no_step()
    {
        using var decoder = Decoder();
        var log = new RecordingLog();
        var groups = Groups(decoder, 2)
            .Select(group => group with { Samples = [.. group.Samples.Select(sample => sample with { Truncated = true })] });

        var result = new PolicyTrainer(decoder, Settings with { MasksTruncated = true }, log).Train([.. groups], 1, null, default);

        Assert.Empty(result.Steps);
        Assert.Equal(2, result.Kept);
        Assert.Contains("masked", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dropped_group_has_no_gradient()
    {
        using var first = Decoder(ScalarType.Float64);
        using var second = Decoder(ScalarType.Float64);
        var groups = Groups(first, 4);
        var settings = Settings with { MinibatchQuestions = 16, GradientClip = 0 };

        Train(first, [.. groups.Take(3)], settings);
        Train(second, [.. groups.Select((group, i) => group with { Kept = i < 3 })], settings);

        Assert.Equal(Weights(first), Weights(second));
    }

    [Fact]
    public void A_divergence_pulls_the_policy_towards_its_reference()
    {
        using var decoder = Decoder();
        // Advantages of zero: only the divergence is left, and the reference gives every token e times the probability.
        IReadOnlyList<PolicyGroup> Still() =>
            [
                .. Referred(decoder, 3)
                    .Select(group =>
                        group with
                        {
                            Samples =
                            [
                                .. group.Samples.Select(sample =>
                                    sample with
                                    {
                                        Advantage = 0,
                                        ReferenceLogProbs = [.. sample.RolloutLogProbs.Select(value => value + 1)],
                                    }
                                ),
                            ],
                        }
                    ),
            ];
        var before = Still();

        Train(decoder, before, Variant("k3") with { MinibatchQuestions = 16 });

        var change = Still()
            .Zip(before)
            .Sum(pair =>
                pair.First.Samples.Zip(pair.Second.Samples)
                    .Sum(sample => sample.First.RolloutLogProbs.Sum() - sample.Second.RolloutLogProbs.Sum())
            );
        Assert.True(change > 0);
    }

    [Fact]
    public void An_entropy_bonus_alone_makes_the_policy_less_sure()
    {
        using var decoder = Decoder(ScalarType.Float64);
        // Advantages of zero: only the bonus is left. A response's mean log-probability is minus its surprise.
        IReadOnlyList<PolicyGroup> Still() =>
            [
                .. Groups(decoder, 3)
                    .Select(group => group with { Samples = [.. group.Samples.Select(sample => sample with { Advantage = 0 })] }),
            ];
        var without = Entropy(decoder);

        Train(decoder, Still(), Variant("entropy") with { MinibatchQuestions = 16 });

        Assert.True(Entropy(decoder) > without);
    }

    /// <summary>Mean entropy of the next token's distribution over some contexts, in nats.</summary>
    private static double Entropy(CausalDecoder decoder)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var distribution = decoder.Logits(decoder.forward(tensor(new long[] { 1, 2, 3, 4, 5, 6 }).view(2, 3))).log_softmax(-1);
        return -(distribution.exp() * distribution).sum(-1).mean().ToDouble();
    }

    private static UpdateSettings Variant(string name) =>
        name switch
        {
            "gspo" => Settings with
            {
                Objective = Settings.Objective with
                {
                    Loss = ClippedSurrogate.Gspo,
                    Clip = new ClipRange { Low = 3e-4, High = 4e-4 },
                },
                Aggregation = LossReduction.SequenceMean,
            },
            "cispo" => Settings with { Objective = Settings.Objective with { Loss = CispoLoss.Function } },
            "entropy" => Settings with { Objective = Settings.Objective with { EntropyBonus = 0.1 } },
            "k3" => Settings with { Objective = Settings.Objective with { KlBeta = 0.1 } },
            "truncate" => Settings with { Objective = Settings.Objective with { Importance = ImportanceCorrection.Truncate } },
            "constant" => Settings with { Aggregation = LossReduction.Constant, MostTokens = 8 },
            _ => Settings,
        };

    /// <summary>Groups with a reference that differs from the policy.</summary>
    private static IReadOnlyList<PolicyGroup> Referred(CausalDecoder decoder, int count) =>
        [
            .. Groups(decoder, count)
                .Select(group =>
                    group with
                    {
                        Samples =
                        [
                            .. group.Samples.Select(sample =>
                                sample with
                                {
                                    ReferenceLogProbs = [.. sample.RolloutLogProbs.Select(value => value - 0.5f)],
                                }
                            ),
                        ],
                    }
                ),
        ];

    private static UpdateResult Train(
        CausalDecoder decoder,
        IReadOnlyList<PolicyGroup> groups,
        UpdateSettings settings,
        int round = 1,
        AdamWState? optimizer = null
    ) => new PolicyTrainer(decoder, settings, new RecordingLog()).Train(groups, round, optimizer, default);

    private static IReadOnlyList<PolicyGroup> Groups(CausalDecoder decoder, int count) =>
        MadeUpGroups.Of(decoder, Settings.Temperature, count);

    private static int Tokens(PolicyGroup group) => group.Samples.Sum(sample => sample.Sequence.Response.Count);

    private static float[] Weights(CausalDecoder decoder) =>
        [.. decoder.parameters().SelectMany(parameter => parameter.detach().to(ScalarType.Float32).data<float>().ToArray())];
}
