using System.Text.Json;
using CsCheck;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Datasets;
using Empo.Stages.Imports;

namespace Empo.UnitTests.Engines;

/// <summary>Which responses of a recording answer one question.</summary>
public sealed class QuestionNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_uid_tells_questions_of_one_prompt_apart()
    {
        var recording = Read(
            "verl",
            [Verl("Find x.", "1", 1, "a"), Verl("Find x.", "1", 1, "a"), Verl("Find x.", "7", 1, "b"), Verl("Find x.", "7", 1, "b")]
        );

        Assert.Equal([2, 2], recording.Steps[0].Groups.Select(group => group.Count));
        Assert.Equal("uid", recording.GroupColumn);
    }

    [Fact]
    public void Over_the_steps_a_question_keeps_its_name_in_any_order_of_the_uids()
    {
        var recording = Read(
            "verl",
            [
                Verl("Find x.", "1", 1, "a"),
                Verl("Find x.", "1", 1, "a"),
                Verl("Find x.", "7", 1, "b"),
                Verl("Find x.", "7", 1, "b"),
                Verl("Find x.", "7", 2, "c"),
                Verl("Find x.", "7", 2, "c"),
                Verl("Find x.", "1", 2, "d"),
                Verl("Find x.", "1", 2, "d"),
            ]
        );

        Assert.Equal(
            recording.Steps[0].Groups.Select(group => group[0].QuestionId).Reverse(),
            recording.Steps[1].Groups.Select(group => group[0].QuestionId)
        );
    }

    [Fact]
    public void A_uid_that_adds_nothing_changes_no_name()
    {
        var (with, without) = (
            Read("verl", [Verl("p", "1", 1, "u1"), Verl("p", "1", 1, "u1"), Verl("q", "2", 1, "u2")]),
            Read("verl", [Verl("p", "1", 1), Verl("p", "1", 1), Verl("q", "2", 1)])
        );

        Assert.Equal(Ids(without), Ids(with));
        Assert.Equal([QuestionId.Of("recorded", "p"), QuestionId.Of("recorded", "q")], Ids(with).Distinct());
    }

    [Theory]
    [InlineData("s0_0_0", "s0_1_0", "s1_0_0", "s1_1_0", "0 0 1 1")] // sample, rollout, output
    [InlineData("a", "a", "b", "b", "0 0 1 1")]
    [InlineData("a", "b", "c", "d", "0 0 0 0")] // an id of the row
    [InlineData("s_0", "s_1", "s_2", "s_3", "0 0 0 0")]
    public void The_values_decide_what_a_uid_names(string first, string second, string third, string fourth, string groups)
    {
        var ids = Ids(
            Read("verl", [Verl("p", null, 1, first), Verl("p", null, 1, second), Verl("p", null, 1, third), Verl("p", null, 1, fourth)])
        );

        Assert.Equal(groups, string.Join(' ', ids.Select(id => ids.Distinct().ToList().IndexOf(id))));
    }

    [Fact]
    public void The_first_part_of_a_uid_names_the_question_where_the_experiment_names_the_column_too()
    {
        var columns = RecordingColumns.Named(RecordingForm.Verl) with { QuestionId = "uid", Groups = [] };

        var recording = Read(
            columns,
            [Verl("p", null, 1, "7_0_0"), Verl("p", null, 1, "7_1_0"), Verl("q", null, 1, "8_0_0"), Verl("q", null, 1, "8_1_0")]
        );

        Assert.Equal([2, 2], recording.Steps[0].Groups.Select(group => group.Count));
    }

    [Fact]
    public void Triples_whose_first_part_has_several_prompts_are_no_groups()
    {
        var ids = Ids(
            Read(
                "verl",
                [
                    Verl("p", null, 1, "math_0_0"),
                    Verl("p", null, 1, "math_1_0"),
                    Verl("q", null, 1, "math_2_0"),
                    Verl("q", null, 1, "math_3_0"),
                ]
            )
        );

        Assert.Equal(2, ids.Distinct().Count());
    }

    /// <summary>
    /// The other names that tools use, and the traps: an index of the sample runs across the prompts, an id of the row stands once.
    /// </summary>
    [Theory]
    [InlineData("prompt_id", "a a b b", "c c", "0 0 1 1 2 2")]
    [InlineData("index", "4 4 9 9", "2 2", "0 0 1 1 2 2")]
    [InlineData("index", "0 1 2 3", "0 1", "0 0 0 0 1 1")]
    [InlineData("index", "0 1 2 3", "4 5", "0 0 0 0 1 1")]
    public void A_column_counts_where_its_values_are_ids_of_groups(string column, string ofFirst, string ofSecond, string groups)
    {
        string[] rows =
        [
            .. ofFirst
                .Split(' ')
                .Select(value => ("p", value))
                .Concat(ofSecond.Split(' ').Select(value => ("q", value)))
                .Select(row => $$"""{"prompt": "{{row.Item1}}", "response": "r", "{{column}}": "{{row.value}}"}"""),
        ];

        var ids = Ids(Read("plain", rows));

        Assert.Equal(groups, string.Join(' ', ids.Select(id => ids.Distinct().ToList().IndexOf(id))));
    }

    [Fact]
    public void Conversations_that_share_their_last_turn_are_told_apart_and_the_plain_ones_keep_their_names()
    {
        var recording = Read(
            "plain",
            [
                Plain("user:Let x=1.", "assistant:Noted.", "user:What is x+1?"),
                Plain("user:Let x=5.", "assistant:Noted.", "user:What is x+1?"),
                Plain("user:What is x+1?"),
                Plain("system:Be brief.", "user:Name a prime."),
            ]
        );

        var ids = Ids(recording);
        Assert.Equal(4, ids.Distinct().Count());
        Assert.Equal(QuestionId.Of("recorded", "What is x+1?"), ids[2]);
        Assert.Equal("User: Let x=1.\n\nAssistant: Noted.\n\nUser: What is x+1?", recording.Steps[0].Responses[0].Prompt);
    }

    [Fact]
    public void One_system_turn_for_all_changes_no_name_and_several_tell_questions_apart()
    {
        var same = Ids(Read("plain", [Plain("system:Be brief.", "user:q"), Plain("system:Be brief.", "user:p")]));
        var several = Ids(Read("plain", [Plain("system:Be brief.", "user:q"), Plain("system:Be long.", "user:q"), Plain("user:q")]));

        Assert.Equal([QuestionId.Of("recorded", "q"), QuestionId.Of("recorded", "p")], same);
        Assert.Equal(3, several.Distinct().Count());
    }

    [Theory]
    [InlineData("assistant:So", "assistant:Well")]
    [InlineData("assistant:So", "")]
    [InlineData("tool:4", "tool:5")]
    public void Whatever_stands_in_the_prompt_is_part_of_the_question(string last, string other)
    {
        var ids = Ids(Read("plain", [Plain("user:q", last), other.Length == 0 ? Plain("user:q") : Plain("user:q", other)]));

        Assert.Equal(2, ids.Distinct().Count());
    }

    [Fact]
    public void An_id_that_starts_again_with_every_step_names_other_questions()
    {
        var recording = Read(
            "plain",
            [
                """{"question_id": 0, "prompt": "p", "answer": "1", "response": "r", "step": 1}""",
                """{"question_id": 0, "prompt": "q", "answer": "2", "response": "r", "step": 2}""",
                """{"question_id": 0, "prompt": "p", "answer": "1", "response": "r", "step": 3}""",
            ]
        );

        var ids = recording.Steps.Select(step => step.Responses[0].QuestionId).ToArray();
        Assert.Equal("0", ids[0]);
        Assert.NotEqual("0", ids[1]);
        Assert.Equal("0", ids[2]);
    }

    [Fact]
    public void One_id_with_several_prompts_in_a_step_is_one_question_and_is_noted_with_both_lines()
    {
        var recording = Read(
            "plain",
            ["""{"question_id": "a", "prompt": "p", "response": "r"}""", """{"question_id": "a", "prompt": "q", "response": "r"}"""]
        );

        Assert.Equal(["a", "a"], Ids(recording));
        Assert.Equal(new MixedQuestion("a", 1, 2), Assert.Single(recording.Mixed));
    }

    [Fact]
    public void A_prompt_with_another_label_in_another_step_is_another_question()
    {
        var recording = Read("verl", [Verl("Find x.", "1", 1), Verl("Find x.", "7", 2), Verl("Find x.", "1.0", 3)]);

        var ids = recording.Steps.Select(step => step.Responses[0].QuestionId).ToArray();
        Assert.NotEqual(ids[0], ids[1]);
        Assert.Equal(ids[0], ids[2]);
    }

    [Fact]
    public void Prompts_of_white_space_are_left_out_and_counted()
    {
        var recording = Read(
            "plain",
            [
                """{"prompt": " \n", "response": "r"}""",
                """{"prompt": "\u200b", "question_id": "a", "response": "r"}""",
                """{"prompt": [{"role": "user", "content": ""}], "response": "r"}""",
                """{"prompt": "q", "response": "r"}""",
            ]
        );

        Assert.Equal(3, recording.Blank);
        Assert.Equal(3, Assert.Single(recording.Steps[0].Responses).Row);
    }

    /// <summary>The whole kind: rows of different questions never share a name, however prompts, labels and ids coincide.</summary>
    [Fact]
    public void Rows_of_different_groups_of_a_step_never_share_a_name() =>
        Gen.Int[0, 1]
            .Select(Gen.Int[0, 1], Gen.Int[0, 2], Gen.Int[1, 2])
            .Array[1, 6]
            .Sample(
                questions =>
                {
                    var rows = questions
                        .SelectMany(
                            (question, i) =>
                                Enumerable.Repeat(
                                    (
                                        Key: $"{question.Item3} {i}",
                                        Text: Verl($"p{question.Item1}", $"{question.Item2}", question.Item3, $"u{i}")
                                    ),
                                    question.Item4 + 1
                                )
                        )
                        .ToArray();

        var names = Ids(Read("verl", [.. rows.Select(row => row.Text)])).ToArray();

                    // Names come step by step, in the order in which the steps appear.
                    var steps = rows.Select(row => row.Key[0]).Distinct().ToList();
                    var named = rows.OrderBy(row => steps.IndexOf(row.Key[0])).Zip(names).ToArray();
                    Assert.Equal(questions.Length, named.Select(pair => (pair.First.Key, pair.Second)).Distinct().Count());
                    Assert.All(named.GroupBy(pair => (pair.First.Key[0], pair.Second)), group =>
                        Assert.Single(group.Select(pair => pair.First.Key).Distinct())
                    );
                },
                threads: 1
            );

    [Theory]
    [InlineData("01-verl-uid-rollouts.jsonl", "verl", "4 4")]
    [InlineData("18-history-merge-rollouts.jsonl", "plain", "4 4")]
    public void Reports_of_users_have_their_groups(string name, string form, string sizes)
    {
        var recording = new RecordingReader(RecordingColumns.Named(Imported.Form.Parse(form)), null).Read(TestData.Report(name));

        Assert.Equal(sizes, string.Join(' ', recording.Steps[0].Groups.Select(group => group.Count)));
    }

    private static List<string> Ids(Recording recording) =>
        [.. recording.Steps.SelectMany(step => step.Responses).Select(response => response.QuestionId)];

    private static string Verl(string input, string? label, int step, string? uid = null) =>
        $$"""{"input": "{{input}}", "output": "r", "gts": {{(label is null ? "null" : $"\"{label}\"")}}, "score": 0.0, "step": {{step}}{{(uid is null ? "" : $", \"uid\": \"{uid}\"")}}}""";

    private static string Plain(params string[] turns) =>
        $$"""{"prompt": {{JsonSerializer.Serialize(turns.Select(turn => turn.Split(':', 2)).Select(turn => new Dictionary<string, string> { ["role"] = turn[0], ["content"] = turn[1] }))}}, "response": "r"}""";

    private Recording Read(string form, string[] rows) => Read(RecordingColumns.Named(Imported.Form.Parse(form)), rows);

    private Recording Read(RecordingColumns columns, string[] rows)
    {
        File.WriteAllLines(_folder.File("r.jsonl"), rows);
        return new RecordingReader(columns, null).Read(_folder.File("r.jsonl"));
    }
}
