using Empo.Experiments.Settings.Choices;
using Empo.Method;
using Empo.Stages.Training;
using Empo.Stages.Training.Losses;
using Empo.UnitTests.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

[Collection("torch")]
public sealed class PolicyLossTests
{
    private static readonly PolicyBatch Reference = new()
    {
        OldLogProbs = [[-1, -2, -.5], [-.7, -.2, -1.5, -.9]],
        NewLogProbs = [[-.8, -2.3, -.5], [-1, -.1, -1.2, -.4]],
        Advantages = [1.2, -.8],
        Mask = [[true, true, true], [true, true, true, true]],
    };

    private static readonly PolicyObjective Ppo = PolicyObjective.Ppo(new ClipRange { Low = 0.2, High = 0.2 });

    [Theory]
    [InlineData(0.2, 0.2, LossReduction.TokenMean, 0.056288)]
    [InlineData(0.2, 0.2, LossReduction.SequenceMean, -0.097789)]
    [InlineData(0.2, 0.28, LossReduction.TokenMean, 0.052619)]
    [InlineData(0.2, 0.28, LossReduction.SequenceMean, -0.102069)]
    internal void The_reference_cases_C1_and_C2_come_out(double low, double high, LossReduction aggregation, double expected)
    {
        using var scope = NewDisposeScope();

        var loss = Loss(Reference, new ClipRange { Low = low, High = high }, aggregation);

        Assert.Equal(expected, loss.ToDouble(), 1e-6);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1.3)]
    public void Each_token_has_the_scalar_reference_loss(double? dual)
    {
        using var scope = NewDisposeScope();
        var clip = new ClipRange { Low = 0.1, High = 0.3, Dual = dual };
        var flat = new FlatBatch(Reference, LossReduction.TokenMean);

        var losses = ClippedSurrogate.Ppo.Compute(new LossInput(flat.New - flat.Old, flat.New, flat.Advantages), clip).Loss;

        var expected = PolicyLossReference.PpoClip(Reference, clip).Values.SelectMany(row => row);
        Assert.All(expected.Zip(losses.data<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void The_gradient_equals_central_finite_differences()
    {
        using var scope = NewDisposeScope();
        var clip = new ClipRange { Low = 0.2, High = 0.25 }; // no ratio of the batch lies near an edge
        var flat = new FlatBatch(Reference, LossReduction.SequenceMean);

        Value(flat, clip).backward();

        const double Step = 1e-6;
        for (var i = 0; i < flat.New.numel(); i++)
        {
            var (up, down) = (
                Value(flat with { New = Shifted(flat.New, i, Step) }, clip),
                Value(flat with { New = Shifted(flat.New, i, -Step) }, clip)
            );
            Assert.Equal((up.ToDouble() - down.ToDouble()) / (2 * Step), flat.New.grad![i].ToDouble(), 1e-8);
        }
    }

    [Fact]
    public void A_masked_row_changes_neither_loss_nor_gradient_even_where_its_ratio_overflows()
    {
        using var scope = NewDisposeScope();
        var clip = new ClipRange { Low = 0.2, High = 0.2 };
        var (plain, padded) = (
            new FlatBatch(Reference, LossReduction.TokenMean),
            new FlatBatch(Reference, LossReduction.TokenMean).WithMaskedTokens()
        );

        var (expected, actual) = (Value(plain, clip), Value(padded, clip));
        expected.backward();
        actual.backward();

        Assert.Equal(expected.ToDouble(), actual.ToDouble(), 1e-15);
        Assert.Equal([.. plain.New.grad!.data<double>(), 0, 0], padded.New.grad!.data<double>());
    }

    [Fact]
    public void Nothing_but_masked_tokens_gives_a_finite_zero()
    {
        using var scope = NewDisposeScope();
        var newLogProbs = tensor(new[] { 800.0, -1 }, requires_grad: true);

        var loss = PolicyLoss
            .Sum(
                newLogProbs,
                new PolicyTokens
                {
                    Old = zeros(2, ScalarType.Float64),
                    Advantages = ones(2, ScalarType.Float64),
                    Weights = zeros(2, ScalarType.Float64),
                },
                Ppo
            )
            .Loss;
        loss.backward();

        Assert.Equal(0, loss.ToDouble());
        Assert.Equal([0.0, 0.0], newLogProbs.grad!.data<double>());
    }

    [Fact]
    public void Zero_advantages_give_zero_loss_and_gradient()
    {
        using var scope = NewDisposeScope();
        var flat = new FlatBatch(Reference with { Advantages = [0, 0] }, LossReduction.TokenMean);

        var loss = Value(flat, new ClipRange { Low = 0.2, High = 0.2 });
        loss.backward();

        Assert.Equal(0, loss.ToDouble());
        Assert.All(flat.New.grad!.data<double>(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_clipped_token_has_no_gradient()
    {
        using var scope = NewDisposeScope();
        var newLogProbs = tensor(new[] { -0.5, -1.5 }, requires_grad: true);
        var old = tensor(new[] { -1.0, -1.0 });

        PolicyLoss
            .Sum(
                newLogProbs,
                new PolicyTokens
                {
                    Old = old,
                    Advantages = tensor(new[] { 1.0, -1.0 }),
                    Weights = ones(2, ScalarType.Float64),
                },
                Ppo
            )
            .Loss.backward();

        Assert.Equal([0.0, 0.0], newLogProbs.grad!.data<double>());
    }

    [Fact]
    public void Splitting_a_minibatch_leaves_the_sum_where_averaging_means_would_not()
    {
        using var scope = NewDisposeScope();
        var clip = new ClipRange { Low = 0.2, High = 0.2 };
        var flat = new FlatBatch(Reference, LossReduction.TokenMean);

        var parts = Value(flat.Slice(0, 3), clip).ToDouble() + Value(flat.Slice(3, 4), clip).ToDouble();

        Assert.Equal(Value(flat, clip).ToDouble(), parts, 1e-15);
    }

    private static Tensor Loss(PolicyBatch batch, ClipRange clip, LossReduction aggregation) =>
        Value(new FlatBatch(batch, aggregation), clip);

    private static Tensor Value(FlatBatch flat, ClipRange clip) =>
        PolicyLoss
            .Sum(
                flat.New,
                new PolicyTokens
                {
                    Old = flat.Old,
                    Advantages = flat.Advantages,
                    Weights = flat.Weights,
                },
                PolicyObjective.Ppo(clip)
            )
            .Loss;

    private static Tensor Shifted(Tensor values, int index, double step)
    {
        var shifted = values.detach().clone();
        shifted[index] += step;
        return shifted;
    }

    /// <summary>A <see cref="PolicyBatch"/> as the flat tensors that the loss takes.</summary>
    private sealed record FlatBatch
    {
        public FlatBatch(PolicyBatch batch, LossReduction aggregation)
        {
            var lengths = batch.Mask.Select(row => row.Length).ToArray();
            var normalizer = new LossNormalizer(lengths.Sum(), lengths.Length);
            New = tensor(batch.NewLogProbs.SelectMany(row => row).ToArray(), requires_grad: true);
            Old = tensor(batch.OldLogProbs.SelectMany(row => row).ToArray());
            Advantages = tensor(lengths.SelectMany((length, row) => Enumerable.Repeat(batch.Advantages[row], length)).ToArray());
            Weights = tensor(
                lengths.SelectMany(length => Enumerable.Repeat(normalizer.TokenWeight(aggregation, length, 8), length)).ToArray()
            );
        }

        public Tensor New { get; init; }

        public Tensor Old { get; init; }

        public Tensor Advantages { get; init; }

        public Tensor Weights { get; init; }

        public FlatBatch WithMaskedTokens() => this with
        {
            New = cat([New.detach(), tensor(new[] { 900.0, -3 })]).requires_grad_(),
            Old = cat([Old, tensor(new[] { -900.0, -2 })]),
            Advantages = cat([Advantages, tensor(new[] { -1.0, 1 })]),
            Weights = cat([Weights, zeros(2, ScalarType.Float64)]),
        };

        public FlatBatch Slice(long start, long length) => this with
        {
            New = New.narrow(0, start, length),
            Old = Old.narrow(0, start, length),
            Advantages = Advantages.narrow(0, start, length),
            Weights = Weights.narrow(0, start, length),
        };
    }
}
