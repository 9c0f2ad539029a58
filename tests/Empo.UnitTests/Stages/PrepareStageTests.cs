using Empo.Stages.Artifacts;
using Empo.Stages.Stages;
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
        Assert.Equal(["5", "3", "7"], ArtifactTable.Read(_bench.Output("prepare", "training-answers.parquet"), AnswerRow.Schema).Select(row => row.Answer));
        var evaluation = Assert.Single(ArtifactTable.Read(_bench.Output("prepare", "evaluation-questions.parquet"), EvaluationQuestionRow.Schema));
        Assert.Equal(("2+3?\nA. four\nB. five", "B"), (evaluation.Text, evaluation.Answer));
        var origins = ArtifactTable.Read(_bench.Output("prepare", "question-origins.parquet"), OriginRow.Schema);
        Assert.Equal([("training", "school.jsonl", 1, "1", """{"level":"1"}"""), ("training", "school.csv", 1, null, null)], origins.Take(2).Select(row => (row.Split, row.File, row.Row, row.Id, row.Extras)));
        Assert.Equal((3, 1, 0), (metrics["training"], metrics["evaluation"], metrics["left_out"]));
    }

    [Fact]
    public void Published_sets_are_prepared_as_they_are_and_every_question_left_out_has_a_reason()
    {
        string[] names = ["numinamath_20k.parquet", "math500.parquet", "math500.jsonl", "amc23_1010.jsonl", "aime24_0726.jsonl", "olympiadbench.jsonl"];
        var entries = names.Select((name, i) => $"  - {{path: {name}, split: {(i == 0 ? "training" : "evaluation")}, question: prompt, answer: reward_model.ground_truth, id: extra_info.index, source: data_source}}\n");
        _bench.With("questions.training", "300").With("questions.seed", "7").With("prompt.max_tokens", "10000");

        var metrics = Run([.. names.Select(TestData.File)], string.Concat(entries));

        Assert.Equal((300, 1245), (metrics["training"], metrics["evaluation"])); // 500 + 40 + 30 + 675
        Assert.Equal(20_000 + 500 + 1245, metrics["training"] + metrics["evaluation"] + metrics["left_out"]);
        Assert.True(metrics["left_out_duplicate"] >= 500); // math500 stands there twice
        Assert.Equal(metrics["left_out"], metrics.Where(metric => metric.Key.StartsWith("left_out_", StringComparison.Ordinal)).Sum(metric => metric.Value));
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
