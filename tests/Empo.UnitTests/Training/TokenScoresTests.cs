using Empo.Stages.Modeling;
using Empo.Stages.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

[Collection("torch")]
public sealed class TokenScoresTests
{
    private const int Tokens = 11;
    private const int Vocabulary = 19;
    private const double Temperature = 0.7;

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 4)]
    [InlineData(true, 100)]
    [InlineData(false, 4)]
    public void In_pieces_it_has_the_values_and_the_gradients_of_autograd(bool withEntropies, int piece)
    {
        using var scope = NewDisposeScope();
        var (hidden, weight, targets) = Example(ScalarType.Float64);
        var (plainHidden, plainWeight) = (hidden.detach().clone().requires_grad_(), weight.detach().clone().requires_grad_());

        var scores = Scores(hidden, weight, targets, Temperature, withEntropies, piece);

        var expected = Plain(plainHidden, plainWeight, targets);
        Loss(withEntropies ? expected : expected[..1]).backward();
        Assert.Equal(withEntropies ? 2 : 1, scores.Count);
        AssertClose(expected[0], scores[0], 1e-12);
        AssertClose(expected[1], withEntropies ? scores[1] : expected[1], 1e-12);
        AssertClose(plainHidden.grad!, hidden.grad!, 1e-12);
        AssertClose(plainWeight.grad!, weight.grad!, 1e-12);
    }

    [Fact]
    public void Its_gradient_equals_central_finite_differences()
    {
        const double Step = 1e-6;
        using var scope = NewDisposeScope();
        var (hidden, weight, targets) = Example(ScalarType.Float64);
        Scores(hidden, weight, targets, Temperature, true, 4);

        foreach (var input in new[] { hidden, weight })
        {
            var (flat, gradient) = (input.detach().view(-1), input.grad!.view(-1));
            for (var i = 0; i < flat.shape[0]; i += 7)
            {
                var up = Shifted(flat, i, Step, hidden, weight, targets);
                var down = Shifted(flat, i, -Step, hidden, weight, targets);
                Assert.Equal((up - down) / (2 * Step), gradient[i].ToDouble(), 1e-7);
            }
        }
    }

    [Fact]
    public void In_single_precision_and_one_piece_it_has_the_bits_of_autograd()
    {
        using var scope = NewDisposeScope();
        var (hidden, weight, targets) = Example(ScalarType.Float32);
        var (plainHidden, plainWeight) = (hidden.detach().clone().requires_grad_(), weight.detach().clone().requires_grad_());

        Scores(hidden, weight, targets, Temperature, false, 100);

        Loss(Plain(plainHidden, plainWeight, targets)[..1]).backward();
        Assert.Equal(plainHidden.grad!.data<float>().ToArray(), hidden.grad!.data<float>().ToArray());
        Assert.Equal(plainWeight.grad!.data<float>().ToArray(), weight.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_frozen_head_gets_no_gradient()
    {
        using var scope = NewDisposeScope();
        var (hidden, weight, targets) = Example(ScalarType.Float32);
        weight.requires_grad = false;

        Scores(hidden, weight, targets, Temperature, true, 4);

        Assert.Null(weight.grad);
        Assert.True(hidden.grad!.abs().sum().ToDouble() > 0);
    }

    [Fact]
    public void In_bfloat16_pieces_are_added_in_single_precision()
    {
        using var scope = NewDisposeScope();
        var (hidden, weight, targets) = Example(ScalarType.Float32);
        var (half, halfWeight) = (
            hidden.detach().to(ScalarType.BFloat16).requires_grad_(),
            weight.detach().to(ScalarType.BFloat16).requires_grad_()
        );

        var scores = Scores(half, halfWeight, targets, Temperature, true, 2);

        Assert.All(scores, score => Assert.Equal(ScalarType.Float32, score.dtype));
        Loss(Plain(hidden, weight, targets)).backward();
        Assert.Equal(ScalarType.BFloat16, halfWeight.grad!.dtype);
        var error = (halfWeight.grad.to(ScalarType.Float32) - weight.grad!).norm() / weight.grad!.norm();
        Assert.InRange(error.ToDouble(), 0, 0.02);
    }

    [Fact]
    public void What_fails_in_the_backward_pass_is_an_exception_and_not_the_end_of_the_process()
    {
        using var scope = NewDisposeScope();
        var (hidden, weight, targets) = Example(ScalarType.Float32);
        using var scores = new TokenScores(hidden, weight, new LogitForm(1, null), targets, Temperature, 4);
        scores.Forward(withEntropies: false);
        targets.fill_(Vocabulary);

        Assert.ThrowsAny<Exception>(() => scores.Backward(ones(Tokens), null));
    }

    [Fact]
    public void A_token_without_mass_adds_nothing_to_entropy_and_gradient()
    {
        using var scope = NewDisposeScope();
        var hidden = tensor(new[,] { { 1.0 } }).requires_grad_();
        var weight = tensor(new[,] { { 0.0 }, { 0.0 }, { -1e6 } }).requires_grad_();

        var scores = Scores(hidden, weight, tensor(new[] { 0L }), 1.0, true, 1);

        Assert.Equal(Math.Log(2), scores[1].ToDouble(), 1e-12);
        Assert.True(weight.grad!.isfinite().all().ToBoolean());
    }

    private static (Tensor Hidden, Tensor Weight, Tensor Targets) Example(ScalarType type)
    {
        set_num_threads(1);
        using var generator = new Generator(3, CPU);
        Tensor Normal(long rows) => empty([rows, 5], ScalarType.Float32).normal_(0, 1, generator).to(type).requires_grad_();
        return (Normal(Tokens), Normal(Vocabulary), arange(Tokens, ScalarType.Int64).mul(7).remainder(Vocabulary));
    }

    /// <summary>Values, and the gradients of <see cref="Loss(List{Tensor})"/> in hidden and weight.</summary>
    private static List<Tensor> Scores(Tensor hidden, Tensor weight, Tensor targets, double temperature, bool withEntropies, int piece)
    {
        using var scores = new TokenScores(hidden, weight, new LogitForm(1, null), targets, temperature, piece);
        var (logProbs, entropies) = scores.Forward(withEntropies);
        List<Tensor> values = entropies is null ? [logProbs] : [logProbs, entropies];
        Loss(values).backward();
        hidden.grad = scores.Backward(logProbs.grad!, entropies?.grad);
        return values;
    }

    private static double Loss(Tensor hidden, Tensor weight, Tensor targets)
    {
        using var scores = new TokenScores(hidden, weight, new LogitForm(1, null), targets, Temperature, 4);
        var (logProbs, entropies) = scores.Forward(withEntropies: true);
        return Loss([logProbs, entropies!]).ToDouble();
    }

    /// <summary>The definition, kept whole by autograd.</summary>
    private static List<Tensor> Plain(Tensor hidden, Tensor weight, Tensor targets)
    {
        var distribution = (nn.functional.linear(hidden, weight) / Temperature).log_softmax(-1);
        return [distribution.gather(1, targets.unsqueeze(1)).squeeze(1), distribution.exp().mul(distribution).sum(-1).neg()];
    }

    /// <summary>A loss under which every token has another gradient.</summary>
    private static Tensor Loss(List<Tensor> scores)
    {
        var weights = arange(1, scores[0].shape[0] + 1, 1, scores[0].dtype);
        var loss = (scores[0].exp() * weights).sum();
        return scores.Count < 2 ? loss : loss + (scores[1].square() / weights).sum();
    }

    private static double Shifted(Tensor flat, long index, double step, Tensor hidden, Tensor weight, Tensor targets)
    {
        using var off = no_grad();
        using var element = flat.narrow(0, index, 1);
        element.add_(step);
        var value = Loss(hidden, weight, targets);
        element.sub_(step);
        return value;
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance) =>
        Assert.InRange((expected - actual).abs().max().ToDouble(), 0, tolerance);
}
