using System.Text.RegularExpressions;
using Empo.Stages.Datasets;

namespace Empo.UnitTests.Datasets;

public sealed partial class ArithmeticGeneratorTests
{
    private static readonly ArithmeticDataset Dataset = new()
    {
        Seed = 7,
        Counts = new Dictionary<DatasetSplit, int>
        {
            [DatasetSplit.Training] = 600,
            [DatasetSplit.Development] = 100,
            [DatasetSplit.Evaluation] = 100,
        },
        Steps = 4,
        Start = (10, 99),
        Operand = (1, 5),
        Values = (10, 99),
        Names = ["Ann", "Ben"],
        Objects = ["coins", "pens"],
        Gains = ["buys", "wins"],
        Losses = ["sells"],
        Shortcut = 0,
    };

    private readonly ArithmeticGenerator _generator = new(Dataset, "arithmetic.yaml");

    [Fact]
    public void Every_split_has_as_many_questions_as_asked_for() =>
        Assert.Equal([600, 100, 100], Enum.GetValues<DatasetSplit>().Select(split => _generator.Questions(split).Count()));

    [Fact]
    public void A_question_tells_its_start_and_operations_and_the_answer_is_their_result() => Assert.All(All(), question =>
    {
        var (start, changes) = Parse(question.Text);

        Assert.Equal(4, changes.Length);
        Assert.Equal((start + changes.Sum()).ToString(), question.Answer);
        var value = start;
        Assert.All(changes, change => Assert.InRange(value += change, 10, 99));
    });

    [Fact]
    public void No_problem_occurs_twice_within_or_across_splits()
    {
        var problems = All().Select(question => Problem(question.Text)).ToArray();

        Assert.Equal(problems.Length, problems.Distinct().Count());
    }

    [Fact]
    public void Pretraining_meets_no_problem_of_any_split()
    {
        var prepared = All().Select(question => Problem(question.Text)).ToHashSet();

        var examples = Enumerable.Range(0, 20_000).Select(i => Problem(_generator.Example(1, (ulong)i, 0.7, 0.03).Question));

        Assert.DoesNotContain(examples, prepared.Contains);
    }

    [Fact]
    public void The_same_seed_makes_the_same_questions_and_another_one_others()
    {
        var again = new ArithmeticGenerator(Dataset, "x").Questions(DatasetSplit.Training);
        var others = new ArithmeticGenerator(Dataset with { Seed = 8 }, "x").Questions(DatasetSplit.Training);

        Assert.Equal(_generator.Questions(DatasetSplit.Training), again);
        Assert.NotEqual(_generator.Questions(DatasetSplit.Training), others);
    }

    [Fact]
    public void More_questions_only_append()
    {
        var longer = new ArithmeticGenerator(
            Dataset with
            {
                Counts = new Dictionary<DatasetSplit, int> { [DatasetSplit.Training] = 700 },
            },
            "x"
        );

        Assert.Equal(_generator.Questions(DatasetSplit.Training), longer.Questions(DatasetSplit.Training).Take(600));
    }

    [Fact]
    public void Guesses_and_slips_come_in_the_shares_asked_for()
    {
        var responses = Enumerable.Range(0, 10_000).Select(i => _generator.Example(3, (ulong)i, 0.7, 0.03).Response).ToArray();

        var worked = responses.Where(response => response.Contains('=')).ToArray();
        var steps = worked.SelectMany(response => Steps().Matches(response)).ToArray();
        var wrong = steps.Count(step =>
            int.Parse(step.Groups[1].Value) + int.Parse(step.Groups[2].Value) != int.Parse(step.Groups[3].Value)
        );
        Assert.InRange(1 - (worked.Length / 10_000.0), 0.68, 0.72);
        Assert.Equal(4 * worked.Length, steps.Length);
        Assert.InRange(wrong / (double)steps.Length, 0.024, 0.036);
    }

    [Fact]
    public void A_shortcut_takes_its_share_of_the_guesses_and_leaves_every_other_example_as_it_was()
    {
        var habit = new ArithmeticGenerator(Dataset with { Shortcut = 0.4 }, "x");
        var examples = Enumerable
            .Range(0, 10_000)
            .Select(i => (Plain: _generator.Example(3, (ulong)i, 0.7, 0.03), Habit: habit.Example(3, (ulong)i, 0.7, 0.03)))
            .ToArray();

        Assert.All(examples, example => Assert.Equal(example.Plain.Question, example.Habit.Question));
        var changed = examples
            .Where(example => example.Plain.Response != example.Habit.Response)
            .Select(example => example.Habit)
            .ToArray();
        Assert.All(changed, example => Assert.Equal($"\\boxed{{{Parse(example.Question).Start}}}", example.Response));
        // 0.28 of all, less those whose answer is the start value.
        Assert.InRange(changed.Length / 10_000.0, 0.24, 0.28);
    }

    [Fact]
    public void A_noisy_working_goes_on_from_its_wrong_value_within_two_digits() => Assert.All(Enumerable.Range(0, 2_000), i =>
    {
        var response = _generator.Example(5, (ulong)i, 0, 0.5).Response;

        var steps = Steps().Matches(response);
        var box = response[(response.IndexOf('{') + 1)..^1];
        Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.Equal(pair.First.Groups[3].Value, pair.Second.Groups[1].Value));
        Assert.Equal(steps[^1].Groups[3].Value, box);
        Assert.All(steps, step => Assert.InRange(int.Parse(step.Groups[3].Value), 10, 99));
    });

    [Fact]
    public void Examples_depend_on_the_experiments_seed() =>
        Assert.NotEqual(_generator.Example(1, 0, 0.7, 0.03), _generator.Example(2, 0, 0.7, 0.03));

    [Fact]
    public void Every_text_is_a_concatenation_of_the_vocabularys_pieces()
    {
        var pieces = string.Join('|', ArithmeticVocabulary.Pieces(Dataset).OrderByDescending(piece => piece.Length).Select(Regex.Escape));
        var whole = new Regex($"^(?:{pieces})+$");

        Assert.All(All().Select(question => question.Text), text => Assert.Matches(whole, text));
        Assert.All(Enumerable.Range(0, 200), i => Assert.Matches(whole, _generator.Example(1, (ulong)i, 0.5, 0.1).Response));
    }

    private IEnumerable<DatasetQuestion> All() => Enum.GetValues<DatasetSplit>().SelectMany(_generator.Questions);

    private static string Problem(string text)
    {
        var (start, changes) = Parse(text);
        return $"{start} {string.Join(' ', changes)}";
    }

    private static (int Start, int[] Changes) Parse(string text)
    {
        var numbers = Numbers().Matches(text);
        return (
            int.Parse(numbers[0].Groups[2].Value),
            [.. numbers.Skip(1).Select(number => (number.Groups[1].Value == "sells" ? -1 : 1) * int.Parse(number.Groups[2].Value))]
        );
    }

    [GeneratedRegex(@"(\w+) (\d+)")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"(\d+)([+-]\d+)=(\d+)")]
    private static partial Regex Steps();
}
