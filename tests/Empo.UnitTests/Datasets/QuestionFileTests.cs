using Empo.Stages.Datasets;

namespace Empo.UnitTests.Datasets;

public sealed class QuestionFileTests : IDisposable
{
    private static readonly DataFile Verl = new()
    {
        Path = "x",
        Split = DatasetSplit.Evaluation,
        Question = "prompt",
        Answer = "reward_model.ground_truth",
        RemoveSuffix = " Let's think step by step and output the final answer within \\boxed{}.",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_nested_verl_row_gives_the_users_turn_and_the_first_answer()
    {
        const string row =
            """{"prompt":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is 1+1? Let's think step by step and output the final answer within \\boxed{}."}],"reward_model":{"ground_truth":["2","two"]}}""";

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
    [InlineData("""{"prompt":[{"role":"system","content":"?"}],"reward_model":{"ground_truth":"1"}}""")]
    [InlineData("""{"prompt":"?","reward_model":{"ground_truth":{"style":"rule"}}}""")]
    [InlineData("[1]")]
    [InlineData("nonsense")]
    public void A_malformed_row_is_refused_at_its_line(string row)
    {
        var failure = Assert.Throws<UserError>(() => Read(Verl, """{"prompt":"?","reward_model":{"ground_truth":"1"}}""", row));

        Assert.Equal(("EMPO2012", _folder.File("x.jsonl"), 2), (failure.Code, failure.File, failure.Line));
    }

    [Theory]
    [InlineData("""{"prompt":"?"}""", null, "no_label")]
    [InlineData("""{"prompt":"?","reward_model":null}""", null, "no_label")]
    [InlineData("""{"prompt":"?","reward_model":{"ground_truth":[]}}""", null, "no_label")]
    [InlineData("""{"prompt":"?","reward_model":{"ground_truth":"nan"}}""", null, "no_label")]
    [InlineData("""{"prompt":" ","reward_model":{"ground_truth":"1"}}""", null, "blank")]
    [InlineData("""{"prompt":null,"reward_model":{"ground_truth":"1"}}""", null, "blank")]
    [InlineData("""{"prompt":"\u200b\n\ufeff","reward_model":{"ground_truth":"1"}}""", null, "blank")]
    [InlineData("""{"prompt":[{"role":"user","content":" "}],"reward_model":{"ground_truth":"1"}}""", null, "blank")]
    [InlineData(
        """{"prompt":" Let's think step by step and output the final answer within \\boxed{}.","reward_model":{"ground_truth":"1"}}""",
        null,
        "blank"
    )]
    [InlineData(
        """{"prompt":[{"role":"user","content":"a"},{"role":"tool","content":"b"},{"role":"user","content":"c"}],"reward_model":{"ground_truth":"1"}}""",
        null,
        "not_text"
    )]
    [InlineData(
        """{"prompt":[{"role":"user","content":[{"type":"image","image":"x.png"},{"type":"text","text":"c"}]}],"reward_model":{"ground_truth":"1"}}""",
        null,
        "not_text"
    )]
    [InlineData("""{"prompt":"?","reward_model":{"ground_truth":["","7"]}}""", "7", null)]
    public void A_row_without_question_or_label_is_left_out_with_its_reason(string row, string? answer, string? reason)
    {
        var question = Read(Verl, """{"prompt":"?","reward_model":{"ground_truth":"1"}}""", row)[1];

        Assert.Equal((answer, reason), (question.Answer, question.Unusable));
    }

    [Theory]
    [InlineData("""{"question":"?","reward_model":{"ground_truth":"1"}}""", "'prompt'")]
    [InlineData("""{"prompt":"?","answer":"1"}""", "'reward_model.ground_truth'")]
    public void A_column_that_no_row_has_is_an_error(string row, string column)
    {
        var failure = Assert.Throws<UserError>(() => Read(Verl, row, row));

        Assert.Equal(("EMPO2012", 1), (failure.Code, failure.Line));
        Assert.Contains(column, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("math500", 500)]
    [InlineData("amc23_1010", 40)]
    [InlineData("aime24_0726", 30)]
    [InlineData("olympiadbench", 675)]
    public void Published_question_sets_read_whole(string name, int count)
    {
        var questions = QuestionFile.Read(Verl, 0, TestData.File(name + ".jsonl")).ToArray();

        Assert.Equal(count, questions.Length);
        Assert.All(questions, question =>
            Assert.False(string.IsNullOrEmpty(question.Answer) || question.Unusable is not null, question.Text)
        );
    }

    [Fact]
    public void A_conversation_gives_the_last_question_and_the_last_reply()
    {
        var file = new DataFile
        {
            Path = "x",
            Split = DatasetSplit.Training,
            Question = "messages",
            Answer = "messages",
        };
        const string roles =
            """{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"1+1?"},{"role":"assistant","content":"2"}]}""";
        const string parts =
            """{"messages":[{"role":"user","content":[{"type":"text","text":"1+1"},{"type":"text","text":"?"}]},{"role":"assistant","content":"2"}]}""";

        Assert.Equal([new DatasetQuestion(DatasetSplit.Training, "1+1?", "2")], Read(file, roles));
        Assert.Equal([new DatasetQuestion(DatasetSplit.Training, "1+1?", "2")], Read(file, parts));
        Assert.Equal(
            [new DatasetQuestion(DatasetSplit.Training, "1+1?", "2")],
            Read(
                file with
                {
                    Question = "conversations",
                    Answer = "conversations",
                },
                """{"conversations":[{"from":"human","value":"1+1?"},{"from":"gpt","value":"2"}]}"""
            )
        );
    }

    [Theory]
    [InlineData("\"B\"", "B")]
    [InlineData("1", "B")]
    [InlineData("\"1\"", "B")]
    [InlineData("\"five\"", "B")]
    [InlineData("[\"B\"]", "B")]
    [InlineData("\"(B)\"", "B")]
    [InlineData("\"B. five\"", "B")]
    [InlineData("\"The answer is B.\"", "B")]
    [InlineData("\"b\"", null)]
    [InlineData("2", null)]
    [InlineData("\"C\"", null)]
    [InlineData("\"six\"", null)]
    public void Options_become_lettered_lines_and_the_answer_a_letter(string answer, string? letter)
    {
        var file = new DataFile
        {
            Path = "x",
            Split = DatasetSplit.Evaluation,
            Question = "question",
            Answer = "answer",
            Options = "options",
        };
        var row = $$"""{"question":"2+3?","options":["four","five"],"answer":{{answer}}}""";

        if (letter is null)
        {
            Assert.Equal("EMPO2012", Assert.Throws<UserError>(() => Read(file, row)).Code);
            return;
        }

        Assert.Equal([new DatasetQuestion(DatasetSplit.Evaluation, "2+3?\nA. four\nB. five", letter)], Read(file, row));
    }

    [Fact]
    public void A_set_that_numbers_its_choices_is_taken_at_its_word()
    {
        var file = new DataFile
        {
            Path = "x",
            Split = DatasetSplit.Evaluation,
            Question = "question",
            Answer = "answerKey",
            Options = "choices",
        };

        Assert.Equal(
            "A",
            Read(file, """{"question":"?","choices":{"text":["four","five"],"label":["1","2"]},"answerKey":"1"}""")[0].Answer
        );
        Assert.Equal(
            "B",
            Read(file, """{"question":"?","choices":{"text":["four","five"],"label":["A","B"]},"answerKey":"B"}""")[0].Answer
        );
    }

    [Fact]
    public void The_origin_names_file_row_source_id_and_extras()
    {
        var file = new DataFile
        {
            Path = "x",
            Split = DatasetSplit.Training,
            Question = "q",
            Source = "from",
            Id = "n",
            Extras = ["level", "none"],
        };
        File.WriteAllLines(_folder.File("y.jsonl"), ["", """{"q":"?","from":"amc","n":7,"level":"ü 3"}"""]);

        var origin = QuestionFile.Read(file, 2, _folder.File("y.jsonl")).Single().Origin;

        Assert.Equal(new QuestionOrigin(2, 1, "amc", "7", """{"level":"ü 3","none":null}""") { Line = 2 }, origin);
    }

    [Fact]
    public void CSV_and_JSON_lines_with_the_same_rows_give_the_same_questions()
    {
        var file = new DataFile { Path = "x", Split = DatasetSplit.Training, Question = "q", Answer = "a", RemovePrefix = "Q: " };
        File.WriteAllText(_folder.File("z.csv"), "q,a\r\n\"Q: one, or\ntwo?\",2\r\n");

        Assert.Equal(
            Read(file, """{"q":"Q: one, or\ntwo?","a":2}"""),
            QuestionFile.Read(file, 0, _folder.File("z.csv")).Select(Compared)
        );
    }

    private List<DatasetQuestion> Read(DataFile file, params string[] lines)
    {
        var name = "x.jsonl";
        File.WriteAllLines(_folder.File(name), lines);
        return [.. QuestionFile.Read(file, 0, _folder.File(name)).Select(Compared)];
    }

    private static DatasetQuestion Compared(DatasetQuestion question) => question with { Origin = null, Written = null };
}
