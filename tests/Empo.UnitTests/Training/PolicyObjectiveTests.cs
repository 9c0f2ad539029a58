using Empo.Experiments.Settings.Choices;
using Empo.Method;
using Empo.Stages.Training;
using Empo.Stages.Training.Losses;
using Empo.UnitTests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

/// <summary>
/// Every term of the loss against its scalar formula, and its gradient against central differences of that formula in float64.
/// </summary>
[Collection("torch")]
public sealed class PolicyObjectiveTests
{
    /// <summary>Three responses of 3, 4 and 1 tokens; no ratio lies near a clip edge of the objectives below.</summary>
    private static readonly PolicyBatch Batch = new()
    {
        OldLogProbs = [[-1, -2, -.5], [-.7, -.2, -1.5, -.9], [-1.1]],
        NewLogProbs = [[-.8, -2.3, -.5], [-1, -.1, -1.2, -.4], [-1.3]],
        Advantages = [1.2, -.8, .5],
        Mask = [[true, true, true], [true, true, true, true], [true]],
    };

    private static readonly double[] Rollout = [-1.1, -1.9, -.6, -.7, -1.7, -1.4, -.9, -1.05];
    private static readonly double[] Reference = [-.9, -2.1, -.7, -1.3, -.2, -1, -.6, -1.2];

    private static readonly ClipRange Clip = new() { Low = 0.2, High = 0.25 };

    public static TheoryData<string> Objectives =>
        [
            "ppo", "ppo dual", "gspo", "gspo clipped", "k2", "k3", "truncate", "mask", "gspo k3 truncate", "cispo", "cispo clipped",
            "cispo k3 truncate",
        ];

    public static TheoryData<string, string> ObjectivesAndAggregations
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (var objective in Objectives)
            {
                foreach (var aggregation in Enum.GetNames<LossReduction>())
                {
                    data.Add(objective.Data, aggregation);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ObjectivesAndAggregations))]
    public void The_loss_is_the_scalar_formulas_and_its_gradient_their_central_difference(string objective, string aggregation)
    {
        using var scope = NewDisposeScope();
        var (terms, kind) = (Named(objective), Enum.Parse<LossReduction>(aggregation));
        var logProbs = tensor(Batch.NewLogProbs.SelectMany(row => row).ToArray(), requires_grad: true);

        var loss = Sum(logProbs, Tokens(kind), terms);
        loss.backward();

        Assert.Equal(Scalar(Batch, terms, kind), loss.ToDouble(), 1e-12);
        const double Step = 1e-6;
        for (var i = 0; i < logProbs.numel(); i++)
        {
            var difference = (Scalar(Moved(i, Step), terms, kind) - Scalar(Moved(i, -Step), terms, kind)) / (2 * Step);
            Assert.Equal(difference, logProbs.grad![i].ToDouble(), 1e-8);
        }
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Splitting_reordering_and_a_masked_response_change_neither_loss_nor_gradient(string objective)
    {
        using var scope = NewDisposeScope();
        var terms = Named(objective);
        var whole = tensor(Batch.NewLogProbs.SelectMany(row => row).ToArray(), requires_grad: true);
        var apart = whole.detach().clone().requires_grad_();

        var expected = Sum(whole, Tokens(LossReduction.TokenMean), terms);
        // The last response first and with a masked one behind it, then the second, then the first.
        var parts =
            Part(apart, 7, 1, terms, masked: true) + Part(apart, 3, 4, terms, masked: false) + Part(apart, 0, 3, terms, masked: false);
        expected.backward();
        parts.backward();

        Assert.Equal(expected.ToDouble(), parts.ToDouble(), 1e-10);
        Assert.All(whole.grad!.data<double>().Zip(apart.grad!.data<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void In_float32_loss_and_gradient_are_the_same_to_five_digits_however_split_and_with_a_masked_response(string objective)
    {
        using var scope = NewDisposeScope();
        var terms = Named(objective);
        var logProbs = tensor(Batch.NewLogProbs.SelectMany(row => row).ToArray(), requires_grad: true);
        var whole = logProbs.detach().to(ScalarType.Float32).requires_grad_();
        var apart = whole.detach().clone().requires_grad_();

        var exact = Sum(logProbs, Tokens(LossReduction.TokenMean), terms);
        var single = Sum(whole, Single(Tokens(LossReduction.TokenMean)), terms);
        var parts =
            Part(apart, 7, 1, terms, masked: true) + Part(apart, 3, 4, terms, masked: false) + Part(apart, 0, 3, terms, masked: false);
        exact.backward();
        single.backward();
        parts.backward();

        double[] Values(Tensor loss, Tensor of) => [loss.ToDouble(), .. of.grad!.to(ScalarType.Float64).data<double>()];
        var expected = Values(exact, logProbs);
        Assert.All(expected.Zip(Values(single, whole)), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Abs(pair.First)));
        Assert.All(expected.Zip(Values(parts, apart)), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Abs(pair.First)));
    }

    [Fact]
    public void The_reference_case_C3_comes_out()
    {
        using var scope = NewDisposeScope();
        var clip = new ClipRange { Low = 3e-4, High = 4e-4 };
        var two = tensor(Batch.NewLogProbs.Take(2).SelectMany(row => row).ToArray());

        double Of(LossReduction aggregation) =>
            Sum(two, Tokens(aggregation, rows: 2), PolicyObjective.Ppo(clip) with { Loss = PolicyLosses.Get(PolicyLossKind.Gspo) })
                .ToDouble();

        Assert.Equal(-0.115596, Of(LossReduction.SequenceMean), 1e-6);
        Assert.Equal(0.033699, Of(LossReduction.TokenMean), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void It_says_how_many_unmasked_tokens_it_clipped(string objective)
    {
        using var scope = NewDisposeScope();
        var terms = Named(objective);
        var logProbs = tensor(Batch.NewLogProbs.SelectMany(row => row).ToArray());
        var weights = Tokens(LossReduction.TokenMean).Weights.clone();
        weights[1] = 0;
        var masked = Batch with { Mask = [[true, false, true], Batch.Mask[1], Batch.Mask[2]] };

        var (all, some) = (
            PolicyLoss.Sum(logProbs, Tokens(LossReduction.TokenMean), terms),
            PolicyLoss.Sum(logProbs, Tokens(LossReduction.TokenMean) with { Weights = weights }, terms)
        );

        Assert.Equal(Surrogate(Batch, terms).ClipFraction * 8, all.Clipped.item<long>(), 1e-9);
        if (terms.Loss.Ratio == RatioLevel.Token)
        {
            Assert.Equal(Surrogate(masked, terms).ClipFraction * 7, some.Clipped.item<long>(), 1e-9);
        }
    }

    [Fact]
    public void Cispo_weights_the_log_probability_by_the_clipped_ratio()
    {
        using var scope = NewDisposeScope();
        var logProbs = tensor(new[] { -.8, -2.3, -.5 }, requires_grad: true);
        var tokens = new PolicyTokens
        {
            Old = tensor(new[] { -1.0, -2, -.5 }),
            Advantages = full(3, 1.2, ScalarType.Float64),
            Weights = ones(3, ScalarType.Float64),
        };

        var value = PolicyLoss.Sum(
            logProbs,
            tokens,
            PolicyObjective.Ppo(new ClipRange { Low = 0.2, High = 0.2 }) with
            {
                Loss = PolicyLosses.Get(PolicyLossKind.Cispo),
            }
        );
        value.Loss.backward();

        // Ratios 1.221403, 0.740818 and 1 weigh 1.2, 0.8 and 1: 1.152 + 2.208 + 0.6.
        Assert.Equal(3.96, value.Loss.ToDouble(), 1e-12);
        Assert.Equal(2, value.Clipped.item<long>());
        Assert.All(new[] { -1.44, -0.96, -1.2 }.Zip(logProbs.grad!.data<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Theory]
    [InlineData("ppo")]
    [InlineData("gspo")]
    [InlineData("cispo")]
    public void The_entropy_bonus_is_subtracted_with_the_weights_of_the_aggregation(string objective)
    {
        using var scope = NewDisposeScope();
        var (plain, tokens) = (Named(objective), Tokens(LossReduction.SequenceMean));
        var logProbs = tensor(Batch.NewLogProbs.SelectMany(row => row).ToArray(), requires_grad: true);
        var entropies = tensor(new[] { .3, .1, .9, .2, .5, .4, .8, .6 }, requires_grad: true);

        var with = PolicyLoss.Sum(logProbs, tokens, plain with { EntropyBonus = 0.01 }, entropies).Loss;
        var without = PolicyLoss.Sum(logProbs, tokens, plain).Loss;
        with.backward();

        // The mean over responses of their tokens' means: (1.3 / 3 + 1.9 / 4 + 0.6) / 3.
        Assert.Equal(-0.01 * ((1.3 / 3) + (1.9 / 4) + 0.6) / 3, with.ToDouble() - without.ToDouble(), 1e-12);
        Assert.All(tokens.Weights.data<double>().Zip(entropies.grad!.data<double>()), pair =>
            Assert.Equal(-0.01 * pair.First, pair.Second, 1e-15)
        );
    }

    [Fact]
    public void Every_loss_that_an_experiment_may_name_differs_from_the_others()
    {
        using var scope = NewDisposeScope();
        var logProbs = tensor(Batch.NewLogProbs.SelectMany(row => row).ToArray());

        var losses = Enum.GetValues<PolicyLossKind>()
            .Select(kind =>
                PolicyLoss
                    .Sum(logProbs, Tokens(LossReduction.TokenMean), PolicyObjective.Ppo(Clip) with { Loss = PolicyLosses.Get(kind) })
                    .Loss.ToDouble()
            );

        Assert.Equal(Enum.GetValues<PolicyLossKind>().Length, losses.Distinct().Count());
    }

    [Fact]
    public void Equal_rewards_give_no_gradient_whatever_the_ratio()
    {
        using var scope = NewDisposeScope();
        foreach (
            var objective in Objectives
                .Select(row => row.Data)
                .Where(name => !name.Contains('k', StringComparison.Ordinal) || name == "mask")
        )
        {
            var logProbs = tensor(Batch.NewLogProbs.SelectMany(row => row).ToArray(), requires_grad: true);

            Sum(logProbs, Tokens(LossReduction.TokenMean) with { Advantages = zeros(8, ScalarType.Float64) }, Named(objective)).backward();

            Assert.All(logProbs.grad!.data<double>(), value => Assert.Equal(0, value));
        }
    }

    private static PolicyObjective Named(string name) =>
        name switch
        {
            "ppo" => PolicyObjective.Ppo(Clip),
            "ppo dual" => PolicyObjective.Ppo(Clip with { Dual = 1.3 }),
            "gspo" => PolicyObjective.Ppo(Clip) with { Loss = PolicyLosses.Get(PolicyLossKind.Gspo) },
            "gspo clipped" => PolicyObjective.Ppo(Clip with { Low = 3e-4, High = 4e-4 }) with
            {
                Loss = PolicyLosses.Get(PolicyLossKind.Gspo),
            },
            "cispo" => PolicyObjective.Ppo(Clip) with { Loss = PolicyLosses.Get(PolicyLossKind.Cispo) },
            "cispo clipped" => PolicyObjective.Ppo(Clip with { Low = 1, High = 0.05 }) with
            {
                Loss = PolicyLosses.Get(PolicyLossKind.Cispo),
            },
            "cispo k3 truncate" => Named("gspo k3 truncate") with { Loss = PolicyLosses.Get(PolicyLossKind.Cispo) },
            "k2" => PolicyObjective.Ppo(Clip) with { KlBeta = 0.1, Kl = KlEstimator.K2 },
            "k3" => PolicyObjective.Ppo(Clip) with { KlBeta = 0.1, Kl = KlEstimator.K3 },
            "truncate" => PolicyObjective.Ppo(Clip) with { Importance = ImportanceCorrection.Truncate, LargestWeight = 1.15 },
            "mask" => PolicyObjective.Ppo(Clip) with { Importance = ImportanceCorrection.Mask, LargestWeight = 1.15 },
            _ => PolicyObjective.Ppo(Clip) with
            {
                Loss = PolicyLosses.Get(PolicyLossKind.Gspo),
                KlBeta = 0.2,
                Importance = ImportanceCorrection.Truncate,
                LargestWeight = 1.15,
            },
        };

    /// <summary>The loss by the formulas of Empo.Method, one token at a time.</summary>
    private static double Scalar(PolicyBatch batch, PolicyObjective terms, LossReduction aggregation)
    {
        var surrogate = Surrogate(batch, terms);
        var (values, index) = (new double[batch.Mask.Length][], 0);
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = new double[batch.Mask[row].Length];
            for (var t = 0; t < values[row].Length; t++, index++)
            {
                var difference = batch.OldLogProbs[row][t] - Rollout[index];
                var weight = terms.Importance switch
                {
                    ImportanceCorrection.Truncate => ImportanceWeights.Truncated(difference, terms.LargestWeight),
                    ImportanceCorrection.Mask => ImportanceWeights.Masked(difference, terms.LargestWeight),
                    _ => 1,
                };
                var (now, reference) = (batch.NewLogProbs[row][t], Reference[index]);
                var divergence = terms.Kl == KlEstimator.K2 ? KlEstimate.K2(now, reference) : KlEstimate.K3(now, reference);
                values[row][t] = (surrogate.Values[row][t] * weight) + (terms.KlBeta * divergence);
            }
        }

        return aggregation switch
        {
            LossReduction.TokenMean => LossAggregation.TokenMean(values, batch.Mask),
            LossReduction.SequenceMean => LossAggregation.SequenceMean(values, batch.Mask),
            _ => LossAggregation.ConstantDivisor(values, batch.Mask, batch.Mask.Length * 8),
        };
    }

    private static TokenLosses Surrogate(PolicyBatch batch, PolicyObjective terms) =>
        terms.Loss == PolicyLosses.Get(PolicyLossKind.Gspo) ? PolicyLossReference.Gspo(batch, terms.Clip)
        : terms.Loss == PolicyLosses.Get(PolicyLossKind.Cispo) ? PolicyLossReference.Cispo(batch, terms.Clip, Batch)
        : PolicyLossReference.PpoClip(batch, terms.Clip);

    private static Tensor Sum(Tensor logProbs, PolicyTokens tokens, PolicyObjective objective) =>
        PolicyLoss.Sum(logProbs, tokens, objective).Loss;

    private static PolicyBatch Moved(int index, double step)
    {
        double[][] moved = [.. Batch.NewLogProbs.Select(row => row.ToArray())];
        var row = 0;
        for (; index >= moved[row].Length; row++)
        {
            index -= moved[row].Length;
        }

        moved[row][index] += step;
        return Batch with { NewLogProbs = moved };
    }

    private static PolicyTokens Tokens(LossReduction aggregation, int rows = 3)
    {
        int[] lengths = [.. Batch.Mask.Take(rows).Select(row => row.Length)];
        var (normalizer, tokens) = (new LossNormalizer(lengths.Sum(), rows), lengths.Sum());
        return new PolicyTokens
        {
            Old = tensor(Batch.OldLogProbs.Take(rows).SelectMany(row => row).ToArray()),
            Advantages = tensor(lengths.SelectMany((length, row) => Enumerable.Repeat(Batch.Advantages[row], length)).ToArray()),
            Weights = tensor(
                lengths.SelectMany(length => Enumerable.Repeat(normalizer.TokenWeight(aggregation, length, 8), length)).ToArray()
            ),
            Rows = tensor(lengths.SelectMany((length, row) => Enumerable.Repeat((long)row, length)).ToArray()),
            Rollout = tensor(Rollout.Take(tokens).ToArray()),
            Reference = tensor(Reference.Take(tokens).ToArray()),
        };
    }

    private static PolicyTokens Single(PolicyTokens tokens) => tokens with
    {
        Old = tokens.Old!.to(ScalarType.Float32),
        Advantages = tokens.Advantages.to(ScalarType.Float32),
        Weights = tokens.Weights.to(ScalarType.Float32),
        Rollout = tokens.Rollout!.to(ScalarType.Float32),
        Reference = tokens.Reference!.to(ScalarType.Float32),
    };

    /// <summary>The loss of one response, alone or with a masked response of two tokens whose ratio overflows behind it.</summary>
    private static Tensor Part(Tensor logProbs, long start, long length, PolicyObjective terms, bool masked)
    {
        var all = logProbs.dtype == ScalarType.Float32 ? Single(Tokens(LossReduction.TokenMean)) : Tokens(LossReduction.TokenMean);
        Tensor Of(Tensor values, double padding)
        {
            var part = values.narrow(0, start, length);
            return masked ? cat([part, full(2, padding, logProbs.dtype)]) : part;
        }

        var tokens = new PolicyTokens
        {
            Old = Of(all.Old!, -900),
            Advantages = Of(all.Advantages, -1),
            Weights = Of(all.Weights, 0),
            Rows = masked ? cat([zeros(length, ScalarType.Int64), ones(2, ScalarType.Int64)]) : zeros(length, ScalarType.Int64),
            Rollout = Of(all.Rollout!, 900),
            Reference = Of(all.Reference!, -900),
        };
        return Sum(Of(logProbs, 900), tokens, terms);
    }
}
