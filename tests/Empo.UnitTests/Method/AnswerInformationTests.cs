using CsCheck;
using Empo.Method;

namespace Empo.UnitTests.Method;

public sealed class AnswerInformationTests
{
    [Fact]
    public void Answers_that_follow_from_the_question_carry_its_whole_entropy()
    {
        var information = AnswerInformation.Of([[0, 0], [1, 1], [2, 2], [3, 3]], seed: 1, shuffles: 0);

        Assert.Equal((Math.Log(4), 0.0, Math.Log(4)), (information.PooledEntropy, information.ConditionalEntropy, information.Plain));
    }

    [Fact]
    public void A_worked_example_with_uneven_answers()
    {
        // Pooled 3:1, so H = 0.562335; the first group splits evenly (ln 2), the second agrees (0): I = 0.562335 - 0.346574.
        var information = AnswerInformation.Of([[0, 1], [0, 0]], seed: 1, shuffles: 0);

        Assert.Equal(0.562335, information.PooledEntropy, 6);
        Assert.Equal(0.215762, information.Plain, 6);
    }

    [Fact]
    public void One_answer_to_every_question_carries_nothing()
    {
        var information = AnswerInformation.Of([[7, 7, 7], [7, 7, 7]], seed: 1);

        Assert.Equal((0.0, 0.0), (information.Plain, information.Corrected));
    }

    [Fact]
    public void What_chance_alone_shows_is_taken_off()
    {
        // 64 questions x 16 answers drawn from 40 whatever the question: the plain estimate sees dependence that is not there.
        int[][] answers =
        [
            .. Enumerable
                .Range(0, 64)
                .Select(question =>
                    Enumerable.Range(0, 16).Select(sample => CounterRandom.Below(40, 3, (ulong)question, (ulong)sample, 0)).ToArray()
                ),
        ];

        var information = AnswerInformation.Of(answers, seed: 1);

        Assert.True(information.Plain > 0.5, $"{information.Plain}");
        Assert.InRange(information.Corrected, -0.05, 0.05);
    }

    [Fact]
    public void Names_of_answers_and_the_order_of_samples_do_not_matter() =>
        Gen.Int[0, 5].Array[1, 6].Array[1, 8].Sample(groups =>
        {
            var plain = AnswerInformation.Of(groups, seed: 1, shuffles: 0).Plain;
            int[][] renamed = [.. groups.Select(group => group.Reverse().Select(answer => (answer * 7) + 3).ToArray())];

            Assert.Equal(plain, AnswerInformation.Of(renamed, seed: 1, shuffles: 0).Plain, 12);
        });

    [Fact]
    public void A_round_without_answers_is_refused()
    {
        Assert.Throws<ArgumentException>(() => AnswerInformation.Of([], seed: 1));
        Assert.Throws<ArgumentException>(() => AnswerInformation.Of([[1], []], seed: 1));
    }
}
