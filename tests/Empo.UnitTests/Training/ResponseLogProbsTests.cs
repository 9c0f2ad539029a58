using Empo.Stages.Modeling;
using Empo.Stages.Training;
using Empo.UnitTests.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

[Collection("torch")]
public sealed class ResponseLogProbsTests
{
    private static readonly TrainingSequence[] Sequences =
    [
        new([3, 4, 5], [6, 7, 8, 9, 1]),
        new([2, 9], [11]),
        new([3, 4, 5], [10, 12, 13]),
        new([20, 21, 22, 1, 2, 3], [4, 5, 6, 7]),
    ];

    [Fact]
    public void They_are_the_log_softmax_of_the_logits_divided_by_the_temperature()
    {
        using var scope = NewDisposeScope();
        using var decoder = Decoder(ScalarType.Float64);
        var (prompt, response) = (Sequences[0].Prompt, Sequences[0].Response);

        var actual = new ResponseLogProbs(decoder, 0.7).Forward(Batch([0]));

        var ids = tensor(prompt.Concat(response).Select(id => (long)id).ToArray()).unsqueeze(0);
        var expected = (decoder.Logits(decoder.forward(ids)) / 0.7).log_softmax(-1)[0]; // [T, V]
        Assert.Equal(response.Count, actual.Length);
        Assert.All(actual.Index(), item =>
            Assert.Equal(expected[prompt.Count - 1 + item.Index, response[item.Index]].ToDouble(), item.Item, 1e-12)
        );
    }

    /// <summary>A server may read more than the policy, and a reference may have fewer positions than it.</summary>
    [Theory]
    [InlineData(8, null)]
    [InlineData(7, null)]
    [InlineData(6, "EMPO3090")]
    public void Responses_beyond_the_models_positions_are_a_coded_error(int positions, string? code)
    {
        using var decoder = TinyDecoder.Create(TinyDecoder.Config() with { MaxPositions = positions });
        var logProbs = new ResponseLogProbs(decoder, 1);
        using var batch = Batch([0, 1]); // 3 + 5 tokens, the last of which is not fed

        Assert.Equal(code, (Record.Exception(() => logProbs.Forward(batch)) as UserError)?.Code);
        Assert.Equal(code, (Record.Exception(() => logProbs.Backward(batch, values => values.sum())) as UserError)?.Code);
    }

    [Fact]
    public void Padding_does_not_change_them()
    {
        using var decoder = Decoder(ScalarType.Float64);
        var logProbs = new ResponseLogProbs(decoder, 1);

        var together = logProbs.Forward(Batch([0, 1, 2, 3]));

        var alone = new[] { 0, 1, 2, 3 }.SelectMany(row => logProbs.Forward(Batch([row])));
        Assert.All(alone.Zip(together), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void With_and_without_gradient_they_are_the_same_bits_so_recomputed_ratios_start_at_1()
    {
        using var decoder = Decoder(ScalarType.Float32);
        using var parameters = new FlatParameters(decoder);
        var logProbs = new ResponseLogProbs(decoder, 0.9);
        using var batch = Batch([0, 1, 2, 3]);

        var recomputed = logProbs.Forward(batch);

        Assert.Equal(recomputed, logProbs.Backward(batch, values => values.sum()).LogProbs);
    }

    [Theory]
    [InlineData(ScalarType.Float64, 1e-10)]
    [InlineData(ScalarType.Float32, 1e-5)]
    public void Loss_and_gradient_do_not_depend_on_split_order_or_padding(ScalarType type, double tolerance)
    {
        int[][][] splits = [[[0, 1, 2, 3]], [[0], [1], [2], [3]], [[3, 1], [2, 0]], [[1], [3, 2, 0]]];
        using var decoder = Decoder(type);

        var results = splits.Select(split => LossAndGradient(decoder, split)).ToList();

        Assert.All(results.Skip(1), result =>
        {
            Assert.Equal(results[0].Loss, result.Loss, tolerance * Math.Abs(results[0].Loss));
            Assert.True(Distance(results[0].Gradient, result.Gradient) <= tolerance * Norm(results[0].Gradient));
        });
    }

    [Fact]
    public void The_gradient_equals_central_finite_differences_through_the_whole_model()
    {
        using var decoder = Decoder(ScalarType.Float64);
        using var parameters = new FlatParameters(decoder);
        var logProbs = new ResponseLogProbs(decoder, 0.8);
        Backward(logProbs, [0, 1, 2, 3]);
        var gradient = parameters.Gradient.data<double>().ToArray();

        const double Step = 1e-5;
        for (var i = 0L; i < parameters.Count; i += parameters.Count / 40)
        {
            var up = Shifted(parameters, i, Step, () => Sum(logProbs));
            var down = Shifted(parameters, i, -Step, () => Sum(logProbs));
            Assert.Equal((up - down) / (2 * Step), gradient[i], 1e-7);
        }
    }

    private static CausalDecoder Decoder(ScalarType type)
    {
        set_num_threads(1);
        var decoder = new CausalDecoder(TinyDecoder.Config(), type, CPU);
        decoder.Initialize(5, 0.2);
        return decoder;
    }

    private static MicroBatch Batch(int[] rows) => MicroBatch.Create(Sequences, rows, CPU);

    private static (double Loss, double[] Gradient) LossAndGradient(CausalDecoder decoder, int[][] split)
    {
        using var parameters = new FlatParameters(decoder);
        var logProbs = new ResponseLogProbs(decoder, 0.8);
        var loss = split.Sum(rows => Backward(logProbs, rows));
        return (loss, parameters.Gradient.to(ScalarType.Float64).data<double>().ToArray());
    }

    private static double Backward(ResponseLogProbs logProbs, int[] rows)
    {
        using var batch = Batch(rows);
        return logProbs.Backward(batch, values => (values.exp() - (values * 0.3)).sum()).Loss;
    }

    private static double Sum(ResponseLogProbs logProbs)
    {
        using var batch = Batch([0, 1, 2, 3]);
        return logProbs.Forward(batch).Sum(value => Math.Exp(value) - (value * 0.3));
    }

    private static double Shifted(FlatParameters parameters, long index, double step, Func<double> value)
    {
        using var off = no_grad();
        using var element = parameters.Weights.narrow(0, index, 1);
        element.add_(step);
        var result = value();
        element.sub_(step);
        return result;
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));

    private static double Distance(double[] left, double[] right) => Norm([.. left.Zip(right, (a, b) => a - b)]);
}
