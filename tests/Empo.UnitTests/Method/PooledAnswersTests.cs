using Empo.Method.Rewards;

namespace Empo.UnitTests.Method;

public sealed class PooledAnswersTests
{
    private static readonly string?[] First = ["60", "60", "7", null];
    private static readonly string?[] Second = ["60", "8", "8", "8"];

    [Fact]
    public void An_answer_counts_by_its_share_among_the_other_questions_samples()
    {
        PooledAnswers pool = Pool();

        Assert.Equal([0.25, 0.25, 0, 0], pool.SharesElsewhere(First));
        Assert.Equal([0.5, 0, 0, 0], pool.SharesElsewhere(Second));
    }

    [Fact]
    public void The_pooled_reward_takes_it_off_the_share_within_the_question()
    {
        double[] rewards = Rewards([0.5, 0.5, 0.25, 0.25], Pool().SharesElsewhere(First), 2, -0.5);

        NumberAssert.Near([0, 0, 0.25, -0.5], rewards);
    }

    [Fact]
    public void Where_answers_earn_less_than_nothing_no_answer_earns_no_more_than_they() =>
        NumberAssert.Near([-0.25, -0.25, 0.25, -0.25], Rewards([0.5, 0.5, 0.25, 0.25], [0.75, 0.75, 0, 0], 1, 0));

    [Fact]
    public void A_single_question_has_no_elsewhere()
    {
        PooledAnswers pool = new();
        pool.Add(First);

        Assert.Equal([0.0, 0, 0, 0], pool.SharesElsewhere(First));
    }

    private static PooledAnswers Pool()
    {
        PooledAnswers pool = new();
        pool.Add(First);
        pool.Add(Second);
        return pool;
    }

    /// <summary>Of a group whose last sample has no answer.</summary>
    private static double[] Rewards(double[] probabilities, double[] elsewhere, double lambda, double noAnswer) =>
        PooledReward.Reward.Of(
            new RewardGroup
            {
                Clusters = [0, 1, 2, 3],
                Answered = [true, true, true, false],
                Probabilities = probabilities,
                Elsewhere = elsewhere,
                PooledLambda = lambda,
            },
            noAnswer
        );
}
