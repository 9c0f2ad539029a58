using Empo.Stages.Datasets;

namespace Empo.UnitTests.Datasets;

public sealed class QuestionPreparationTests
{
    private static readonly PreparationRules Rules = new()
    {
        MaxTokens = 5,
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

    [Fact]
    public void A_seed_draws_the_same_questions_whatever_their_order()
    {
        DatasetQuestion[] many = [.. Enumerable.Range(0, 100).Select(i => new DatasetQuestion(DatasetSplit.Training, $"q{i}", null))];
        var limits = new Dictionary<DatasetSplit, int>(Rules.Limits) { [DatasetSplit.Training] = 10 };
        string[] Drawn(ulong seed, IEnumerable<DatasetQuestion> questions) =>
            [
                .. QuestionPreparation
                    .Prepare("sums", questions, Rules with { Limits = limits, Seed = seed }, question =>
                        [.. question.Text.Select(character => (int)character)]
                    )
                    .Kept[DatasetSplit.Training]
                    .Select(question => question.Question.Text),
            ];

        Assert.Equal(10, Drawn(1, many).Length);
        Assert.Equal(Drawn(1, many).Order(StringComparer.Ordinal), Drawn(1, many.Reverse()).Order(StringComparer.Ordinal));
        Assert.NotEqual(Drawn(1, many), Drawn(2, many));
        Assert.Equal(Drawn(1, many), many.Select(question => question.Text).Where(Drawn(1, many).Contains)); // in the dataset's order
    }

    [Fact]
    public void Near_duplicates_and_overlaps_leave_training_and_only_training()
    {
        const string held = "A farmer has 17 sheep and 5 cows and sells 3 of the sheep to a neighbour. How many animals are left?";
        DatasetQuestion[] questions =
        [
            new(DatasetSplit.Training, "First: " + held, "19"),
            new(DatasetSplit.Training, "What is the area of a circle of radius 3, as a multiple of pi?", "9"),
            new(DatasetSplit.Training, "what is the area of a circle of radius 3 , as a multiple of pi ?", "9"),
            new(DatasetSplit.Training, "What is the area of a square of side 4, as a multiple of pi?", "16"),
            new(DatasetSplit.Evaluation, held, "19"),
            new(DatasetSplit.Evaluation, held + " Please.", "19"),
        ];

        var prepared = QuestionPreparation.Prepare(
            "sums",
            questions,
            Rules with
            {
                MaxTokens = 1000,
                NearDuplicate = 0.9,
                Overlap = 13,
            },
            question => [.. question.Text.Select(character => (int)character)]
        );

        Assert.Equal(
            [questions[1].Text, questions[3].Text],
            prepared.Kept[DatasetSplit.Training].Select(question => question.Question.Text)
        );
        Assert.Equal(2, prepared.Kept[DatasetSplit.Evaluation].Count);
        Assert.Equal([("near_duplicate", 1), ("overlap", 1)], prepared.LeftOut.Select(reason => (reason.Key, reason.Value)));
    }

    private static PreparedQuestions Prepare(PreparationRules rules) =>
        QuestionPreparation.Prepare("sums", Questions, rules, question => [.. question.Text.Select(character => (int)character)]);
}
