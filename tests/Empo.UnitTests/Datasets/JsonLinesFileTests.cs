using Empo.Experiments.Execution;
using Empo.Stages.Datasets;

namespace Empo.UnitTests.Datasets;

public sealed class JsonLinesFileTests : IDisposable
{
    private static readonly DataFile Verl = new()
    {
        Path = "x", Split = DatasetSplit.Evaluation, Question = "prompt", Answer = "reward_model.ground_truth", RemoveSuffix = " Let's think step by step and output the final answer within \\boxed{}.",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_nested_verl_row_gives_the_users_turn_and_the_first_answer()
    {
        const string row = """{"prompt":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is 1+1? Let's think step by step and output the final answer within \\boxed{}."}],"reward_model":{"ground_truth":["2","two"]}}""";

        Assert.Equal([new DatasetQuestion(DatasetSplit.Evaluation, "What is 1+1?", "2")], Read(Verl, row));
    }

    [Fact]
    public void A_flat_row_gives_its_columns_and_a_number_as_it_is_written()
    {
        var file = new DataFile { Path = "x", Split = DatasetSplit.Training, Question = "q", Answer = "a" };

        Assert.Equal([new DatasetQuestion(DatasetSplit.Training, "1/4?", "0.250")], Read(file, """{"q":"1/4?","a":0.250}""", " "));
    }

    [Fact]
    public void A_training_file_needs_no_answers() =>
        Assert.Null(Read(new DataFile { Path = "x", Split = DatasetSplit.Training, Question = "q" }, """{"q":"?"}""").Single().Answer);

    [Theory]
    [InlineData("""{"prompt":"?","reward_model":{"ground_truth":"1"}""")]
    [InlineData("""{"prompt":"?"}""")]
    [InlineData("""{"prompt":[{"role":"system","content":"?"}],"reward_model":{"ground_truth":"1"}}""")]
    [InlineData("""{"prompt":"?","reward_model":{"ground_truth":[]}}""")]
    [InlineData("""{"prompt":" ","reward_model":{"ground_truth":"1"}}""")]
    [InlineData("[1]")]
    [InlineData("nonsense")]
    public void A_malformed_row_is_refused_at_its_line(string row)
    {
        var failure = Assert.Throws<StageFailure>(() => Read(Verl, """{"prompt":"?","reward_model":{"ground_truth":"1"}}""", row));

        Assert.Equal(("EMPO2012", _folder.File("x.jsonl"), 2), (failure.Code, failure.File, failure.Line));
    }

    [Theory]
    [InlineData("math500", 500)]
    [InlineData("amc23_1010", 40)]
    [InlineData("aime24_0726", 30)]
    [InlineData("olympiadbench", 675)]
    public void Published_question_sets_read_whole(string name, int count)
    {
        var folder = Environment.GetEnvironmentVariable("EMPO_TEST_DATA");
        Assert.SkipWhen(folder is null, "EMPO_TEST_DATA names no folder with question sets.");

        var questions = JsonLinesFile.Read(Verl, Path.Combine(folder!, "questions", name + ".jsonl")).ToArray();

        Assert.Equal(count, questions.Length);
        Assert.All(questions, question => Assert.NotEqual("", question.Answer));
    }

    private List<DatasetQuestion> Read(DataFile file, params string[] lines)
    {
        File.WriteAllLines(_folder.File("x.jsonl"), lines);
        return [.. JsonLinesFile.Read(file, _folder.File("x.jsonl"))];
    }
}
