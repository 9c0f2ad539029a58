using Empo.Stages.Artifacts;
using Empo.Stages.Rollouts;

namespace Empo.UnitTests.Rollouts;

public sealed class RoundQuestionsTests
{
    private static readonly QuestionRow[] Questions = [.. Enumerable.Range(0, 50).Select(Question)];

    [Fact]
    public void An_epoch_asks_no_question_twice()
    {
        var epoch = Enumerable.Range(1, 6).SelectMany(round => Ids(Questions, round, 8)).ToArray();

        Assert.Equal(48, epoch.Distinct().Count());
    }

    [Fact]
    public void The_next_epoch_has_another_order() => Assert.NotEqual(Ids(Questions, 1, 8), Ids(Questions, 7, 8));

    [Fact]
    public void The_order_of_the_file_does_not_matter() => Assert.Equal(Ids(Questions, 3, 8), Ids([.. Questions.Reverse()], 3, 8));

    [Fact]
    public void Another_seed_asks_other_questions() =>
        Assert.NotEqual(Ids(Questions, 1, 8), RoundQuestions.Draw(Questions, 2, 1, 8).Select(question => question.QuestionId));

    [Fact]
    public void Added_questions_displace_few_of_the_first_round()
    {
        // Ten more among fifty: of the first ten in hash order 10 * 10/60 are new on average.
        var before = Ids(Questions, 1, 10);

        var after = Ids([.. Questions, .. Enumerable.Range(50, 10).Select(Question)], 1, 10);

        Assert.InRange(before.Intersect(after).Count(), 6, 10);
    }

    [Fact]
    public void Too_few_questions_are_a_coded_error() =>
        Assert.Equal("EMPO2013", Assert.Throws<UserError>(() => RoundQuestions.Draw(Questions, 1, 1, 51)).Code);

    private static string[] Ids(QuestionRow[] questions, int round, int candidates) =>
        [.. RoundQuestions.Draw(questions, 1, round, candidates).Select(question => question.QuestionId)];

    private static QuestionRow Question(int i) => new() { QuestionId = $"{i:x16}", Source = "test", Text = $"{i}", PromptTokenIds = [i] };
}
