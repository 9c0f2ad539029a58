using System.Text.Json;
using Empo.Experiments.Execution;
using Empo.Stages.Artifacts;
using Empo.Stages.Programs;

namespace Empo.UnitTests.Stages;

/// <summary>
/// Four questions, eight samples each, all answers dictated; the right answer is 1. Question q0: always right, worked out. q1: six right,
/// two say 2. q2: three right, five say 2. q3: eight different wrong answers, one of them missing. Greedy is right on q0 and q1.
/// </summary>
public sealed class EvaluateStageTests : IDisposable
{
    private static readonly string[][] Answers =
    [
        ["1", "1", "1", "1", "1", "1", "1", "1"],
        ["1", "1", "1", "2", "1", "1", "1", "2"],
        ["1", "2", "1", "2", "1", "2", "2", "2"],
        ["2", "3", "4", "5", "6", "7", "8", ""],
    ];

    private readonly StageBench _bench = new();
    private readonly ScriptedEngine _engine = new(Respond);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Accuracies_are_those_worked_out_by_hand()
    {
        var metrics = Evaluate().Metrics;

        // pass@1: (8 + 6 + 3 + 0) / 32. pass@8: a right one among eight. pass@4 of q2: 1 - C(5,4)/C(8,4) = 65/70.
        Assert.Equal(17 / 32.0, metrics["pass@1"], 12);
        Assert.Equal(3 / 4.0, metrics["pass@8"], 12);
        Assert.Equal((1 + 1 + (65 / 70.0)) / 4, metrics["pass@4"], 12);
        // maj@8: q0 and q1 right, q2 wrong, q3 wrong; maj@1 is pass@1.
        Assert.Equal(2 / 4.0, metrics["maj@8"], 12);
        Assert.Equal(17 / 32.0, metrics["maj@1"], 12);
    }

    [Fact]
    public void Greedy_accuracy_comes_with_its_wilson_interval()
    {
        var metrics = Evaluate().Metrics;

        // Wilson, 2 of 4, z 1.959964: centre 1/2, half width z/sqrt(4(1 + z^2/4))/2 / sqrt(1 + z^2/4) = 0.349969.
        Assert.Equal(0.5, metrics["greedy"]);
        Assert.Equal(0.1500, metrics["greedy_low"], 4);
        Assert.Equal(0.8500, metrics["greedy_high"], 4);
    }

    [Fact]
    public void Entropy_length_silence_and_marker_are_means_over_questions()
    {
        var metrics = Evaluate().Metrics;

        double[] entropies = [0, H(6, 2), H(3, 5), Math.Log(8)];
        Assert.Equal(entropies.Average(), metrics["semantic_entropy"], 9);
        Assert.Equal(8, metrics["samples"]);
        Assert.Equal(1 / 32.0, metrics["no_answer"], 12);
        Assert.Equal(8 / 32.0, metrics["marker_share"], 12);
        Assert.Equal(1, metrics["marker_accuracy"]);
        Assert.Equal(9 / 24.0, metrics["unmarked_accuracy"], 12);
        // "\boxed{1}" and end: 10 tokens; "1=1; \boxed{1}" and end: 15; "none" and end: 5.
        Assert.Equal(((8 * 15) + (8 * 10) + (8 * 10) + (7 * 10) + 5) / 32.0, metrics["response_length"], 12);
    }

    [Fact]
    public void Entropy_and_accuracy_come_from_independent_halves()
    {
        Evaluate();

        var rows = Rows();
        Assert.Equal(
            [0, H(3, 1), H(2, 2), Math.Log(4)],
            rows.Select(row => row.FirstHalfEntropy).Select(entropy => Math.Round(entropy, 12)),
            (expected, actual) => Math.Abs(expected - actual) < 1e-9
        );
        Assert.Equal([1, 0.75, 0.25, 0], rows.Select(row => row.SecondHalfAccuracy));
    }

    [Fact]
    public void More_entropy_with_less_accuracy_correlates_at_minus_one() =>
        Assert.Equal(-1, Evaluate().Metrics["entropy_accuracy_spearman"], 12);

    [Fact]
    public void Rows_keep_the_texts_that_a_reader_can_follow()
    {
        Evaluate();

        var row = Rows()[1];
        Assert.Equal(
            ("q1", "How many? 1", "1", "\\boxed{1}", true, "1"),
            (row.QuestionId, row.Question, row.Answer, row.GreedyText, row.GreedyCorrect, row.MajorityAnswer)
        );
        Assert.Equal(["\\boxed{1}", "\\boxed{1}", "\\boxed{1}", "\\boxed{2}"], row.SampledTexts);
    }

    [Fact]
    public void The_metrics_file_says_what_the_manifest_says()
    {
        // What it cost is in the manifest alone: it may differ where samples were stored already.
        var metrics = Evaluate().Metrics.Where(metric => !metric.Key.StartsWith("tokens", StringComparison.Ordinal));

        var file = JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(_bench.Output("evaluate", "metrics.json")))!;
        Assert.Equal(
            metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal),
            file.OrderBy(metric => metric.Key, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_second_run_asks_the_engine_nothing()
    {
        Evaluate();
        var asked = _engine.Batches;

        Evaluate();

        // Two blocks of questions: greedy, samples 0–3, samples 4–7.
        Assert.Equal((6, 6), (asked, _engine.Batches));
    }

    [Fact]
    public void Without_answers_all_but_accuracy_is_measured()
    {
        var labelled = Evaluate().Metrics;
        var metrics = Evaluate(answered: _ => false).Metrics;

        string[] accuracy =
        [
            "entropy_accuracy_pearson", "entropy_accuracy_spearman", "greedy", "greedy_high", "greedy_low", "maj@1", "maj@4", "maj@8",
            "marker_accuracy", "pass@1", "pass@1_high", "pass@1_low", "pass@4", "pass@8", "unmarked_accuracy",
        ];
        Assert.Equal(accuracy, labelled.Keys.Except(metrics.Keys).Order(StringComparer.Ordinal));
        Assert.All(
            metrics.Where(metric => metric.Key != "labelled" && !metric.Key.StartsWith("tokens", StringComparison.Ordinal)),
            metric => Assert.Equal(labelled[metric.Key], metric.Value)
        );
        Assert.Equal(0, metrics["labelled"]);
        Assert.All(Rows(), row =>
            Assert.Equal((null, null, null, null), (row.Answer, row.GreedyCorrect, row.Correct, row.SecondHalfAccuracy))
        );
        Assert.Contains("none of 4 questions has an answer: accuracy is not measured", _bench.Log.Lines);
    }

    [Fact]
    public void Accuracy_is_over_the_questions_that_have_an_answer()
    {
        // q1 (six right of eight) and q2 (three); greedy is right on q1.
        var metrics = Evaluate(answered: i => i is 1 or 2).Metrics;

        Assert.Equal((2, 4), (metrics["labelled"], metrics["questions"]));
        Assert.Equal(9 / 16.0, metrics["pass@1"], 12);
        Assert.Equal(1 / 2.0, metrics["greedy"], 12);
        Assert.Equal(new[] { 0, H(6, 2), H(3, 5), Math.Log(8) }.Average(), metrics["semantic_entropy"], 9);
        // No response of q1 and q2 has the marker, so nothing is said of those that have it.
        Assert.Equal(
            (8 / 32.0, 9 / 16.0, false),
            (metrics["marker_share"], metrics["unmarked_accuracy"], metrics.ContainsKey("marker_accuracy"))
        );
        Assert.Equal([null, 6, 3, null], Rows().Select(row => row.Correct));
        Assert.Contains("accuracy is over the 2 of 4 questions that have an answer", _bench.Log.Lines);
    }

    [Fact]
    public async Task Where_every_question_has_an_answer_no_column_admits_a_null()
    {
        Evaluate();

        var labelled = await Nullable("greedy_correct", "correct", "second_half_accuracy", "answer");
        Evaluate(answered: i => i != 0);
        var partly = await Nullable("greedy_correct", "correct", "second_half_accuracy", "answer");
        Assert.Equal([false, false, false, false], labelled);
        Assert.Equal([true, true, true, true], partly);
    }

    [Fact]
    public void No_question_is_a_coded_error()
    {
        var failure = Assert.Throws<UserError>(() => Evaluate(0));

        Assert.Equal("EMPO2018", failure.Code);
        Assert.StartsWith("There is no evaluation question", failure.Message, StringComparison.Ordinal);
    }

    private async Task<bool[]> Nullable(params string[] columns)
    {
        await using var reader = await Parquet.ParquetReader.CreateAsync(_bench.Output("evaluate", "evaluation.parquet"));
        return [.. columns.Select(column => reader.Schema.GetDataFields().Single(field => field.Name == column).IsNullable)];
    }

    private StageContext Evaluate(int questions = 4, Func<int, bool>? answered = null)
    {
        var path = _bench.File("questions.parquet");
        EvaluationQuestionRow[] rows =
        [
            .. Enumerable
                .Range(0, questions)
                .Select(i => new EvaluationQuestionRow
                {
                    QuestionId = $"q{i}",
                    Source = "test",
                    Text = $"How many? {i}",
                    Answer = answered?.Invoke(i) == false ? null : "1",
                    PromptTokenIds = [i + 1],
                }),
        ];
        ArtifactTable.Write(path, EvaluationQuestionRow.SchemaOf(rows), rows);
        return _bench
            .With("evaluate.samples", "8")
            .With("evaluate.samples_per_chunk", "4")
            .With("evaluate.questions_per_chunk", "2")
            .With("evaluate.k", "[1 4 8]")
            .With("evaluate.reasoning_marker", "=")
            .Input("policy", "/policy")
            .Input("questions", path)
            .Run("evaluate", 0, context => EvaluateStage.Run(context, new CharacterTokenizer(), () => _engine));
    }

    private IReadOnlyList<EvaluationRow> Rows() =>
        ArtifactTable.Read(_bench.Output("evaluate", "evaluation.parquet"), EvaluationRow.Schema);

    private static double H(int a, int b) =>
        -((a / (double)(a + b) * Math.Log(a / (double)(a + b))) + (b / (double)(a + b) * Math.Log(b / (double)(a + b))));

    private static string Respond(string question, int sample, bool greedy)
    {
        var index = question[1] - '0';
        var answer = greedy ? (index < 2 ? "1" : "2") : Answers[index][sample];
        return answer.Length == 0 ? "none" : index == 0 && !greedy ? $"1=1; \\boxed{{{answer}}}" : $"\\boxed{{{answer}}}";
    }
}
