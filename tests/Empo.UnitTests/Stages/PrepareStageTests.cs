using Empo.Stages.Artifacts;
using Empo.Stages.Programs;
using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Stages;

/// <summary>The forms of docs/datasets.md, and the published question sets, through the whole stage.</summary>
public sealed class PrepareStageTests : IDisposable
{
    private static readonly string Model = Path.Combine(Repository.Root, "tests", "golden", "byte-level-bpe");

    private const string Head = "name: forms\nlicence: MIT\norigin: here\nkind: files\nfiles:\n";

    private readonly StageBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Every_documented_form_is_prepared()
    {
        var files = new[]
        {
            Write("school.jsonl", """{"problem": "What is 2+3?", "solution": 5, "level": 1}"""),
            Write("school.csv", "question,answer\r\n\"Is 2, or 3, a divisor of 9?\",3\r\n"),
            Write("chat.jsonl", """{"messages": [{"role": "user", "content": "Name a prime."}, {"role": "assistant", "content": "7"}]}"""),
            Write("choices.jsonl", """{"question": "2+3?", "options": ["four", "five"], "answer": 1}"""),
        };

        var metrics = Run(files, """
              - {path: school.jsonl, split: training, question: problem, answer: solution, id: level, extras: [level]}
              - {path: school.csv, split: training, question: question, answer: answer}
              - {path: chat.jsonl, split: training, question: messages, answer: messages}
              - {path: choices.jsonl, split: evaluation, question: question, options: options, answer: answer}
            """);

        var tokenizer = TokenizerFolder.Load(Model);
        var training = ArtifactTable.Read(_bench.Output("prepare", "training-questions.parquet"), QuestionRow.Schema);
        Assert.Equal(["What is 2+3?", "Is 2, or 3, a divisor of 9?", "Name a prime."], training.Select(row => row.Text));
        Assert.Equal(training.Select(row => row.Text), training.Select(row => tokenizer.Decode(row.PromptTokenIds)));
        Assert.Equal(
            ["5", "3", "7"],
            ArtifactTable.Read(_bench.Output("prepare", "training-answers.parquet"), AnswerRow.Schema).Select(row => row.Answer)
        );
        var evaluation = Assert.Single(
            ArtifactTable.Read(_bench.Output("prepare", "evaluation-questions.parquet"), EvaluationQuestionRow.Schema)
        );
        Assert.Equal(("2+3?\nA. four\nB. five", "B"), (evaluation.Text, evaluation.Answer));
        var origins = ArtifactTable.Read(_bench.Output("prepare", "question-origins.parquet"), OriginRow.Schema);
        Assert.Equal(
            [("training", "school.jsonl", 1, "1", """{"level":"1"}"""), ("training", "school.csv", 1, null, null)],
            origins.Take(2).Select(row => (row.Split, row.File, row.Row, row.Id, row.Extras))
        );
        Assert.Equal((3, 1, 0), (metrics["training"], metrics["evaluation"], metrics["left_out"]));
    }

    [Fact]
    public void Odd_rows_are_left_out_and_counted_with_the_first_of_each_kind()
    {
        var file = Write("odd.jsonl", """
            {"q": "one?", "a": 1, "score": NaN}
            [1]
            {"q": "two?", "a": 2}
            "text"
            {"q": "three\ufffd?", "a": 3}
            {"q": "four?", "a
            """);

        var metrics = Run([file], "  - {path: odd.jsonl, split: training, question: q, answer: a}\n");

        Assert.Equal(
            (3, 3, 2, 1),
            (metrics["training"], metrics["left_out"], metrics["left_out_not_an_object"], metrics["left_out_cut_off"])
        );
        Assert.Contains(_bench.Log.Lines, line =>
            line.StartsWith("EMPO2062 2 of 6 row(s) left out: no object. The first is row 2:", StringComparison.Ordinal)
        );
        Assert.Contains(_bench.Log.Lines, line =>
            line.StartsWith("EMPO2062 1 of 6 row(s) left out: cut off. The first is row 6:", StringComparison.Ordinal)
        );
        Assert.Contains(_bench.Log.Lines, line => line.StartsWith("EMPO2063 1 rows with U+FFFD", StringComparison.Ordinal));
    }

    [Fact]
    public void More_odd_rows_than_the_setting_admits_are_an_error()
    {
        var file = Write("odd.jsonl", "{\"q\": \"one?\", \"a\": 1}\n{\"q\": \"two?\", \"a\": 2}\n[1]\n");
        _bench.With("questions.unreadable", "0.3");

        var failure = Assert.Throws<UserError>(() => Run([file], "  - {path: odd.jsonl, split: training, question: q, answer: a}\n"));

        Assert.Equal(("EMPO2060", 3), (failure.Code, failure.Line));
    }

    [Fact]
    public void A_file_of_a_named_encoding_is_read_with_it()
    {
        var path = _bench.File("school.csv");
        File.WriteAllBytes(path, [.. "q,a\nCaf"u8, 0xE9, .. "?,1\n"u8]);

        Run([path], "  - {path: school.csv, encoding: latin1, split: training, question: q, answer: a}\n");

        Assert.Equal(
            "Café?",
            Assert.Single(ArtifactTable.Read(_bench.Output("prepare", "training-questions.parquet"), QuestionRow.Schema)).Text
        );
    }

    [Fact]
    public void Published_sets_are_prepared_as_they_are_and_every_question_left_out_has_a_reason()
    {
        string[] names =
        [
            "numinamath_20k.parquet", "math500.parquet", "math500.jsonl", "amc23_1010.jsonl", "aime24_0726.jsonl", "olympiadbench.jsonl",
        ];
        var entries = names.Select(
            (name, i) =>
                $"  - {{path: {name}, split: {(i == 0 ? "training" : "evaluation")}, question: prompt, answer: "
                + "reward_model.ground_truth, id: extra_info.index, source: data_source}\n"
        );
        _bench.With("questions.training", "300").With("questions.seed", "7").With("prompt.max_tokens", "10000");

        var metrics = Run([.. names.Select(TestData.File)], string.Concat(entries));

        Assert.Equal((300, 1245), (metrics["training"], metrics["evaluation"])); // 500 + 40 + 30 + 675
        Assert.Equal(20_000 + 500 + 1245, metrics["training"] + metrics["evaluation"] + metrics["left_out"]);
        Assert.True(metrics["left_out_duplicate"] >= 500); // math500 stands there twice
        Assert.Equal(
            metrics["left_out"],
            metrics.Where(metric => metric.Key.StartsWith("left_out_", StringComparison.Ordinal)).Sum(metric => metric.Value)
        );
    }

    [Fact]
    public void Labels_that_are_whole_solutions_give_their_answers_and_the_answers_judge_right()
    {
        var metrics = Run(
            [TestData.Report("11-datasets-j-gsm8k.jsonl")],
            "  - {path: 11-datasets-j-gsm8k.jsonl, split: training, question: q, answer: a}\n"
        );

        Assert.Equal(
            ["2", "3", "4", "5"],
            ArtifactTable.Read(_bench.Output("prepare", "training-answers.parquet"), AnswerRow.Schema).Select(row => row.Answer)
        );
        Assert.Equal(4, metrics["labels_taken"]);
    }

    [Fact]
    public void Labels_that_are_no_answer_are_counted_at_the_manifests_line_and_too_many_are_an_error()
    {
        var file = Write(
            "l.jsonl",
            string.Join('\n', new[] { "1", "nan", "", "2", "3", "4" }.Select((label, i) => $$"""{"q": "{{i}}?", "a": "{{label}}"}"""))
        );
        const string entries =
            "  - path: l.jsonl\n    split: training\n    question: q\n    answer: a\n  - path: l.jsonl\n    split: evaluation\n  "
            + "  question: q\n    answer: a\n    remove_prefix: '5'\n";

        var failure = Assert.Throws<UserError>(() => Run([file, file], entries));
        var metrics = RunWith(
            "questions.unlabelled",
            "0.4",
            [file, file],
            entries.Replace("remove_prefix: '5'", "remove_suffix: '?'", StringComparison.Ordinal)
        );

        Assert.Equal(("EMPO2050", "forms.yaml", 9), (failure.Code, Path.GetFileName(failure.File), failure.Line));
        Assert.Contains(
            "2 of the 6 labels in 'a' of l.jsonl are no answer: 1 empty, the first at line 3, 1 missing (null, None, NaN), the "
                + "first at line 2 ('nan')",
            failure.Message,
            StringComparison.Ordinal
        );
        Assert.Equal((6, 4, 4), (metrics["training"], metrics["evaluation"], metrics["labels_without_answer"]));
        Assert.Equal(2, metrics["left_out_no_label"]);
        Assert.Equal(4, ArtifactTable.Read(_bench.Output("prepare", "training-answers.parquet"), AnswerRow.Schema).Count);
        Assert.Equal(["EMPO2051 forms.yaml(9)", "EMPO2051 forms.yaml(13)"], _bench.Log.Places);
    }

    [Fact]
    public void A_question_that_stands_twice_with_different_labels_is_named_with_both_rows()
    {
        var file = Write(
            "c.jsonl",
            """{"q": "1+1?", "a": "2"}""" + "\n" + """{"q": "1+1?", "a": "2.0"}""" + "\n" + """{"q": "1+1?", "a": "3"}"""
        );

        var metrics = Run([file], "  - {path: c.jsonl, split: training, question: q, answer: a}\n");

        Assert.Equal((1, 2, 1), (metrics["training"], metrics["left_out_duplicate"], metrics["conflicting_labels"]));
        Assert.Contains(
            "in c.jsonl(1) ('2') and in c.jsonl(3) ('3')",
            Assert.Single(_bench.Log.Lines, line => line.StartsWith("EMPO2052", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void History_and_the_beginning_of_a_reply_stand_in_the_prompt()
    {
        const string turns =
            """{"role": "user", "content": "Let x=1."}, {"role": "assistant", "content": "Noted."}, {"role": "user", "content": "What is x+1?"}""";
        var file = Write(
            "h.jsonl",
            $$"""{"m": [{{turns}}, {"role": "assistant", "content": "It is"}], "a": "2"}"""
                + "\n"
                + $$"""{"m": [{{turns.Replace("=1", "=5", StringComparison.Ordinal)}}], "a": "6"}"""
                + "\n"
                + """{"m": " \n", "a": "6"}"""
        );

        var metrics = RunWith(
            "prompt.template",
            "Question: {question}\nAnswer:",
            [file],
            "  - {path: h.jsonl, split: training, question: m, answer: a}\n"
        );

        var tokenizer = TokenizerFolder.Load(Model);
        var rows = ArtifactTable.Read(_bench.Output("prepare", "training-questions.parquet"), QuestionRow.Schema);
        Assert.Equal(
            "Question: User: Let x=1.\n\nAssistant: Noted.\n\nUser: What is x+1?\nAnswer:\nIt is",
            tokenizer.Decode(rows[0].PromptTokenIds)
        );
        Assert.Equal(
            "Question: User: Let x=5.\n\nAssistant: Noted.\n\nUser: What is x+1?\nAnswer:",
            tokenizer.Decode(rows[1].PromptTokenIds)
        );
        Assert.Equal((2, 1), (metrics["training"], metrics["left_out_blank"]));
        Assert.Equal(rows.Count, rows.Select(row => row.QuestionId).Distinct().Count());
    }

    [Fact]
    public void A_system_turn_that_no_prompt_has_is_said_at_the_files_entry()
    {
        var file = Write(
            "s.jsonl",
            """{"m": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "1+1?"}], "a": "2"}"""
        );

        Run([file], "  - {path: s.jsonl, split: training, question: m, answer: a}\n");

        Assert.Equal("EMPO2053 forms.yaml(6)", Assert.Single(_bench.Log.Places));
    }

    private IReadOnlyDictionary<string, double> RunWith(string setting, string value, string[] files, string entries)
    {
        _bench.With(setting, value);
        return Run(files, entries);
    }

    private IReadOnlyDictionary<string, double> Run(string[] files, string entries)
    {
        _bench.Input("dataset", Write("forms.yaml", Head + entries)).Input("tokenizer", Model);
        foreach (var file in files)
        {
            _bench.Input("data", file);
        }

        return _bench.Run("prepare", null, PrepareStage.Run).Metrics;
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_bench.File(name), text);
        return _bench.File(name);
    }
}
