using Empo.Stages.Datasets;

namespace Empo.UnitTests.Datasets;

public sealed class QuestionPreparationTests
{
    private static readonly PromptRules Rules = new()
    {
        Template = "Q: {question}\nA:",
        MaxTokens = 12,
        Limits = Enum.GetValues<DatasetSplit>().ToDictionary(split => split, _ => 0),
    };

    private static readonly DatasetQuestion[] Questions =
    [
        new(DatasetSplit.Training, "one", "1"),
        new(DatasetSplit.Training, "two", "2"),
        new(DatasetSplit.Training, "one", "1"),
        new(DatasetSplit.Training, "a long one", "3"),
        new(DatasetSplit.Evaluation, "two", "2"),
        new(DatasetSplit.Development, "six", "6"),
    ];

    [Fact]
    public void Held_out_questions_leave_training_and_every_reason_is_counted()
    {
        var prepared = Prepare(Rules);

        Assert.Equal(["one"], prepared.Kept[DatasetSplit.Training].Select(question => question.Question.Text));
        Assert.Equal([("duplicate", 1), ("held_out", 1), ("too_long", 1)], prepared.LeftOut.Select(reason => (reason.Key, reason.Value)));
    }

    [Fact]
    public void The_prompt_is_the_template_around_the_question()
    {
        var prompt = Prepare(Rules).Kept[DatasetSplit.Training][0].PromptTokenIds;

        Assert.Equal("Q: one\nA:", string.Concat(prompt.Select(token => (char)token)));
    }

    [Fact]
    public void Limits_take_the_first_questions()
    {
        var limits = new Dictionary<DatasetSplit, int>(Rules.Limits) { [DatasetSplit.Training] = 1 };

        var prepared = Prepare(Rules with { Limits = limits, MaxTokens = 100 });

        Assert.Equal(["one"], prepared.Kept[DatasetSplit.Training].Select(question => question.Question.Text));
    }

    [Fact]
    public void The_identity_is_the_hash_of_source_and_text() =>
        // printf 'sums\none' | sha256sum
        Assert.Equal("372fc9a1eac3aa38", QuestionId.Of("sums", "one"));

    private static PreparedQuestions Prepare(PromptRules rules) =>
        QuestionPreparation.Prepare("sums", Questions, rules, text => [.. text.Select(character => (int)character)]);
}
