using Empo.Experiments.Execution;
using Empo.Stages.Judging;
using Empo.Stages.Sampling;
using Empo.Stages.Training;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Distribution;

/// <summary>Forward passes that ranks share: log-probabilities and a judge's verdicts, the same for any number of ranks.</summary>
[Collection("torch")]
public sealed class SharedComputingTests : IDisposable
{
    private readonly LoadedPolicy _model = Judging.ModelJudgeTests.Model();

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData(2, 40)]
    [InlineData(3, 40)]
    [InlineData(7, 100_000)] // one micro-batch
    public void Log_probabilities_have_the_bits_of_one_process(int size, int microBatchTokens)
    {
        using var decoder = TinyDecoder.Create();
        TrainingSequence[] sequences =
        [
            .. Enumerable.Range(0, 23).Select(i => new TrainingSequence(
                [.. Enumerable.Range(1, 1 + (i % 5))],
                [.. Enumerable.Range(0, 1 + (i % 9)).Select(token => (token + i) % 11)])),
        ];
        float[][] Compute(IRankGroup ranks) =>
            ReferenceLogProbs.Of(new ResponseLogProbs(decoder, 0.8), sequences, CPU, microBatchTokens, ranks, default);

        var expected = Compute(Alone.Group);

        Assert.Contains(expected, values => values.Length > 0);
        Assert.All(ThreadRanks.Run(size, Compute), each => Assert.Equal(expected, each));
    }

    /// <summary>The leader asks twice, of which the second question is a short one, and then no more.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Verdicts_are_those_of_one_process_and_are_told_in_its_order(int size)
    {
        JudgedPair[] pairs =
        [
            .. Enumerable.Range(0, 80).Select(i =>
                new JudgedPair($"What is {i}?{string.Concat(Enumerable.Repeat(" x", 100))}", $"it is {i}", $"{i * 7} of \"them\"")),
        ];
        IReadOnlyList<(int, bool)> Ask(IAnswerJudge judge, params JudgedPair[] asked)
        {
            var told = new List<(int, bool)>();
            judge.Judge(asked, (index, equal) => told.Add((index, equal)), default);
            return told;
        }

        var alone = new ModelJudge(_model, new JudgePrompt(""));
        var (expected, one) = (Ask(alone, pairs), Ask(alone, pairs[3]));

        var told = ThreadRanks.Run(size, ranks =>
        {
            ModelJudge Open() => new(Judging.ModelJudgeTests.Model(), new JudgePrompt(""), ranks);
            if (!ranks.Leads)
            {
                RankedJudge.Follow(ranks, Open, default);
                return [];
            }

            using var judge = new RankedJudge(ranks, Open());
            (IReadOnlyList<(int, bool)>, IReadOnlyList<(int, bool)>)[] both = [(Ask(judge, pairs), Ask(judge, pairs[3]))];
            RankedJudge.End(ranks);
            return both;
        });

        Assert.Equal(expected, told[0][0].Item1);
        Assert.Equal(one, told[0][0].Item2);
        Assert.Contains(expected, verdict => verdict.Item2);
        Assert.Contains(expected, verdict => !verdict.Item2);
    }

    [Fact]
    public void A_judge_that_is_asked_nothing_is_never_opened() =>
        ThreadRanks.Run(3, ranks =>
        {
            if (ranks.Leads)
            {
                RankedJudge.End(ranks);
            }
            else
            {
                RankedJudge.Follow(ranks, () => throw new InvalidOperationException("opened"), default);
            }
        });
}
