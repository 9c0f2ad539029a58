using System.Text.Json;
using Empo.Experiments.Catalog;
using Empo.Stages.Artifacts;
using Empo.Stages.Imports;
using Empo.Stages.Programs;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>A recording through the stages, and back to the program that made it.</summary>
public sealed class ImportedStagesTests : IDisposable
{
    private readonly StageBench _bench = new();
    private readonly RecordingMemory _recordings = new();

    public ImportedStagesTests() => _bench.With("rollout.engine", "imported").With("imported.form", "verl").With("rollout.questions", "0");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void The_export_has_the_order_of_the_recording_though_its_questions_are_interleaved()
    {
        var recording = Write("r.jsonl", ("a", "1", 1), ("b", "7", 1), ("a", "1", 1), ("b", "8", 1), ("a", "2", 1), ("b", "7", 1));

        Export(recording, InputRole.Recording.Name);

        JsonElement[] rows =
        [
            .. File.ReadLines(_bench.Output("export", "selection.jsonl")).Select(line => JsonDocument.Parse(line).RootElement),
        ];
        Assert.Equal([0, 1, 2, 3, 4, 5], rows.Select(row => row.GetProperty("row").GetInt32()));
        Assert.Equal(["1", "7", "1", "8", "2", "7"], rows.Select(row => row.GetProperty("answer").GetString()));
        Assert.Equal([0, 0, 1, 1, 2, 2], rows.Select(row => row.GetProperty("sample_index").GetInt32()));
        Assert.Equal([2 / 3.0, 2 / 3.0, 2 / 3.0, 1 / 3.0, 1 / 3.0, 2 / 3.0], rows.Select(row => row.GetProperty("reward").GetDouble()));
        Assert.Equal(
            rows.Select(row => row.GetProperty("advantage").GetDouble()),
            ArtifactTable.Read(_bench.Output("export", "selection.parquet"), ExportRow.Schema).Select(row => row.Advantage)
        );
    }

    [Fact]
    public void Every_question_is_kept_without_a_limit_of_their_number()
    {
        var recording = Write(
            "r.jsonl",
            [.. Enumerable.Range(0, 100).SelectMany(q => new[] { ($"q{q}", "1", 1), ($"q{q}", "1", 1), ($"q{q}", "2", 1) })]
        );

        Export(recording, InputRole.Recording.Name);

        Assert.All(ArtifactTable.Read(_bench.Output("export", "selection.parquet"), ExportRow.Schema), row => Assert.True(row.Kept));
    }

    [Fact]
    public void Rows_added_to_a_file_leave_the_chunks_of_earlier_steps_as_they_are()
    {
        Rollout(Write("r.jsonl", ("a", "1", 1), ("a", "2", 1)), InputRole.Recording.Name);
        var before = File.ReadAllBytes(_bench.Output("rollout", "rollouts.parquet"));

        Rollout(Write("r.jsonl", ("a", "1", 1), ("a", "2", 1), ("b", "3", 2), ("b", "4", 2)), InputRole.Recording.Name);

        Assert.Equal(before, File.ReadAllBytes(_bench.Output("rollout", "rollouts.parquet")));
    }

    [Fact]
    public void Labels_are_kept_apart_from_the_questions()
    {
        _bench
            .Input(InputRole.Recording, Write("r.jsonl", ("a", "1", 1), ("b", "2", 1)))
            .Run("prepare", null, context => ImportedQuestionsStage.Run(context, _recordings));

        Assert.Equal(
            ["a", "b"],
            ArtifactTable.Read(_bench.Output("prepare", "training-questions.parquet"), QuestionRow.Schema).Select(row => row.Text)
        );
        Assert.Equal(
            ["gold", "gold"],
            ArtifactTable.Read(_bench.Output("prepare", "training-answers.parquet"), AnswerRow.Schema).Select(row => row.Answer)
        );
        Assert.Empty(ArtifactTable.Read(_bench.Output("prepare", "evaluation-questions.parquet"), EvaluationQuestionRow.Schema));
        Assert.All(StageTable.Prepare.Outputs, output =>
            Assert.True(File.Exists(_bench.Output("prepare", output.Name)), output.Name)
        );
    }

    [Fact]
    public void A_likelihood_is_not_made_up_where_no_log_probability_was_recorded()
    {
        Rollout(Write("r.jsonl", ("a", "1", 1), ("a", "2", 1)), InputRole.Recording.Name);

        var failure = Assert.Throws<UserError>(() =>
            _bench
                .With("score.estimator", "likelihood")
                .Input("rollouts", _bench.Output("rollout", "rollouts.parquet"))
                .Run("score", 1, ScoreStage.Run)
        );

        Assert.Equal("EMPO4069", failure.Code);
    }

    [Theory]
    [InlineData("recorded-round", 1)]
    [InlineData("recording", 3)]
    public void Steps_that_are_not_the_rounds_are_an_error(string role, int round)
    {
        var recording = Write("r.jsonl", ("a", "1", 1), ("a", "2", 2));

        var failure = Assert.Throws<UserError>(() =>
            _bench.Input(role, recording).Run("rollout", round, context => ImportedRolloutStage.Run(context, _recordings))
        );

        Assert.Equal("EMPO4064", failure.Code);
    }

    [Fact]
    public void A_group_that_lost_a_row_is_scored_by_its_own_size_and_the_export_names_rows_by_their_place()
    {
        var recording = Write("r.jsonl", ("a", "1", 1), ("a", "1", 1), ("a", "2", 1), ("b", "7", 1), ("b", "7", 1), ("b", "8", 1));
        string[] lines = File.ReadAllLines(recording);
        lines[1] = lines[1][..20];
        File.WriteAllLines(recording, lines);

        _bench.Input(InputRole.Recording, recording).Run("prepare", null, context => ImportedQuestionsStage.Run(context, _recordings));
        Export(recording, InputRole.Recording.Name);

        JsonElement[] rows =
        [
            .. File.ReadLines(_bench.Output("export", "selection.jsonl")).Select(line => JsonDocument.Parse(line).RootElement),
        ];
        Assert.Equal([0, 2, 3, 4, 5], rows.Select(row => row.GetProperty("row").GetInt32()));
        Assert.Equal([1 / 2.0, 1 / 2.0, 2 / 3.0, 2 / 3.0, 1 / 3.0], rows.Select(row => row.GetProperty("reward").GetDouble()));
        Assert.Contains(_bench.Log.Lines, line =>
            line.StartsWith("EMPO4081 1 of 6 row(s) left out: cut off. The first is row 2", StringComparison.Ordinal)
        );
        Assert.Contains(_bench.Log.Lines, line => line.Contains("groups of 2 to 3 responses", StringComparison.Ordinal));
    }

    [Fact]
    public void A_response_without_text_goes_through_all_stages_as_one_without_an_answer()
    {
        var recording = Write("r.jsonl", ("a", "1", 1), ("a", "1", 1), ("a", "2", 1));
        File.WriteAllText(recording, File.ReadAllText(recording).Replace("so \\\\boxed{2}", "", StringComparison.Ordinal));

        Export(recording, InputRole.Recording.Name);

        JsonElement[] rows =
        [
            .. File.ReadLines(_bench.Output("export", "selection.jsonl")).Select(line => JsonDocument.Parse(line).RootElement),
        ];
        Assert.Equal(["1", "1", null], rows.Select(row => row.GetProperty("answer").GetString()));
        Assert.Equal(0, rows[2].GetProperty("reward").GetDouble());
    }

    [Fact]
    public void A_step_of_lone_responses_is_warned_of()
    {
        Rollout(Write("r.jsonl", ("a", "1", 1), ("b", "1", 1), ("b", "1", 1)), InputRole.Recording.Name);

        Assert.Contains(_bench.Log.Lines, line => line.StartsWith("EMPO4066 1 question", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_are_read_like_those_of_question_sets_and_counted()
    {
        var recording = Rows(
            ("a", "\"so\\n#### 2\""),
            ("b", "[\"3\", \"three\"]"),
            ("c", "{\"ground_truth\": \"4\"}"),
            ("d", "null"),
            ("e", "5")
        );

        var metrics = Prepare(recording);

        Assert.Equal(
            ["2", "3", "4", "5"],
            ArtifactTable.Read(_bench.Output("prepare", "training-answers.parquet"), AnswerRow.Schema).Select(row => row.Answer)
        );
        Assert.Equal((4, 1), (metrics["labelled"], metrics["labels_taken"]));
    }

    [Fact]
    public void Too_many_labels_that_are_no_answer_are_an_error_unless_none_is_one()
    {
        var failure = Assert.Throws<UserError>(() => Prepare(Rows(("a", "\"2\""), ("b", "\"\""), ("c", "\"nan\""))));
        var metrics = Prepare(Rows(("a", "\"\""), ("b", "\"\"")));

        Assert.Equal(("EMPO2050", 2), (failure.Code, failure.Line));
        Assert.Contains("imported.columns.answer: none", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, metrics["labelled"]);
        Assert.Contains(_bench.Log.Lines, line => line.StartsWith("EMPO2051 2 of the 2 labels", StringComparison.Ordinal));
    }

    [Fact]
    public void A_label_that_contradicts_another_of_its_question_is_not_used_and_both_lines_are_named()
    {
        var metrics = Prepare(Rows(("a", "\"1\""), ("b", "\"2\""), ("a", "\"3\""), ("a", "\"1.0\"")));

        Assert.Equal((1, 1), (metrics["labelled"], metrics["conflicting_labels"]));
        Assert.Matches(
            @"r\.jsonl\(1\) \('1'\) and in .*r\.jsonl\(3\) \('3'\)",
            Assert.Single(_bench.Log.Lines, line => line.StartsWith("EMPO2052", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Files_that_use_an_id_again_for_another_question_are_named_and_give_it_no_label()
    {
        _bench.With("imported.form", "plain");
        File.WriteAllText(_bench.File("1.jsonl"), """{"question_id": 0, "prompt": "p", "answer": "1", "response": "r"}""");
        File.WriteAllText(_bench.File("2.jsonl"), """{"question_id": 0, "prompt": "q", "answer": "2", "response": "r"}""");

        var metrics = Prepare(_bench.File("1.jsonl"), _bench.File("2.jsonl"));

        Assert.Equal(0, metrics["labelled"]);
        Assert.Equal(
            ["EMPO2052", "EMPO2054"],
            _bench.Log.Lines.Where(line => line.StartsWith("EMPO", StringComparison.Ordinal)).Select(line => line[..8])
        );
    }

    private IReadOnlyDictionary<string, double> Prepare(params string[] recordings)
    {
        Array.ForEach(recordings, recording => _bench.Input(InputRole.Recording, recording));
        return _bench.Run("prepare", null, context => ImportedQuestionsStage.Run(context, _recordings)).Metrics;
    }

    private string Rows(params (string Question, string Label)[] rows)
    {
        File.WriteAllLines(
            _bench.File("r.jsonl"),
            rows.Select(row => $$"""{"input": "{{row.Question}}", "output": "x", "gts": {{row.Label}}, "step": 1}""")
        );
        return _bench.File("r.jsonl");
    }

    private void Export(string recording, string role)
    {
        Rollout(recording, role);
        _bench.Input("rollouts", _bench.Output("rollout", "rollouts.parquet")).Run("score", 1, ScoreStage.Run);
        _bench
            .Input("scores", _bench.Output("score", "scores.parquet"))
            .Input("groups", _bench.Output("score", "groups.parquet"))
            .Run("filter", 1, FilterStage.Run);
        _bench
            .Input(role, recording)
            .Input("scores", _bench.Output("score", "scores.parquet"))
            .Input("selection", _bench.Output("filter", "selection.parquet"))
            .Run("export", 1, context => ExportStage.Run(context, _recordings));
    }

    private void Rollout(string recording, string role) =>
        _bench.Input(role, recording).Run("rollout", 1, context => ImportedRolloutStage.Run(context, _recordings));

    private string Write(string name, params (string Question, string Answer, int Step)[] rows)
    {
        var path = _bench.File(name);
        File.WriteAllLines(
            path,
            rows.Select(row =>
                $$"""{"input": "{{row.Question}}", "output": "so \\boxed{{{row.Answer}}}", "gts": "gold", "step": {{row.Step}}}"""
            )
        );
        return path;
    }
}
