using Empo.Stages.Datasets;

namespace Empo.UnitTests.Datasets;

/// <summary>Which turns of a conversation are history, question, label and beginning of the reply.</summary>
public sealed class ConversationTests : IDisposable
{
    private static readonly DataFile Labelled = new() { Path = "x", Split = DatasetSplit.Training, Question = "messages", Answer = "a" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Conversations_that_share_their_last_turn_are_different_questions()
    {
        var questions = Read(
            Labelled,
            Row("2", "user:Let x=1.", "assistant:Noted.", "user:What is x+1?"),
            Row("6", "user:Let x=5.", "assistant:Noted.", "user:What is x+1?"),
            Row("3", "user:What is x+1?")
        );

        Assert.Equal(3, questions.Select(question => question.Identity).Distinct().Count());
        Assert.Equal("User: Let x=1.\n\nAssistant: Noted.\n\nUser: What is x+1?", questions[0].Text);
        Assert.Equal(("What is x+1?", (Dialogue?)null), (questions[2].Identity, questions[2].Dialogue));
    }

    [Fact]
    public void The_turns_are_told_by_role_whatever_the_set_calls_them()
    {
        var file = Labelled with { Question = "conversations" };

        var question = Read(
            file,
            """{"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"},{"from":"human","value":"c"}],"a":"1"}"""
        )[0];

        Assert.Equal(["user a", "assistant b"], question.Dialogue!.History.Select(turn => $"{turn.Role} {turn.Content}"));
        Assert.Equal("c", question.Dialogue.Question);
    }

    [Fact]
    public void The_reply_behind_the_question_is_the_label_where_the_column_is_the_same()
    {
        var file = Labelled with { Answer = "messages" };

        var questions = Read(
            file,
            Row("", "user:a", "assistant:1", "user:b", "assistant:2"),
            Row("", "user:c", "assistant:so\\n#### 3"),
            Row("", "user:d", "assistant:4", "user:e")
        );

        Assert.Equal(["2", "3", null], questions.Select(question => question.Answer));
        Assert.All(questions, question => Assert.Null(question.Dialogue?.Prefill));
        Assert.Equal([2, 0, 2], questions.Select(question => question.Dialogue?.History.Count ?? 0));
    }

    [Fact]
    public void The_beginning_of_a_reply_is_kept_and_a_whole_reply_is_not()
    {
        var beginnings = new FileFindings(Labelled, "x");
        var replies = new FileFindings(Labelled, "x");

        var begun = Read(
            Labelled,
            beginnings,
            Row("7", "user:3+4?", "assistant:The sum is"),
            Row("9", "user:4+5?", "assistant:We add, so")
        );
        var replied = Read(
            Labelled,
            replies,
            Row("7", "user:3+4?", "assistant:3+4 is 7."),
            Row("9", "user:4+5?", @"assistant:It is \\boxed{9}.")
        );

        Assert.Equal(["The sum is", "We add, so"], begun.Select(question => question.Dialogue!.Prefill));
        Assert.All(replied, question => Assert.Null(question.Dialogue));
        Assert.Equal((2, 0), (beginnings.Prefills, replies.Prefills));
        Assert.Empty(beginnings.LeftOutTurns(""));
        Assert.Contains("2 conversation(s) of x end with a reply", Assert.Single(replies.LeftOutTurns("")), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_labels_only_one_beginning_for_all_is_one()
    {
        var file = Labelled with { Answer = null };

        Assert.All(Read(file, Row("", "user:a", "assistant:<think>\\n"), Row("", "user:b", "assistant:<think>\\n")), question =>
            Assert.Equal("<think>\n", question.Dialogue!.Prefill)
        );
        Assert.All(Read(file, Row("", "user:a", "assistant:Sure. It rains."), Row("", "user:b", "assistant:No, never.")), question =>
            Assert.Null(question.Dialogue)
        );
    }

    [Fact]
    public void A_row_or_the_manifest_may_say_what_the_last_turn_is()
    {
        var flagged = Read(
            Labelled with
            {
                Answer = null,
            },
            """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"Well","prefix":true}]}""",
            Row("", "user:b", "assistant:No.")
        );

        Assert.Equal("Well", flagged[0].Dialogue!.Prefill);
        Assert.Null(flagged[1].Dialogue);
        Assert.Null(Read(Labelled with { RepliesArePrefills = false }, Row("7", "user:a", "assistant:Well"))[0].Dialogue);
        Assert.Equal(
            "It is 7.",
            Read(Labelled with { RepliesArePrefills = true }, Row("7", "user:a", "assistant:It is 7."))[0].Dialogue!.Prefill
        );
    }

    [Fact]
    public void A_system_turn_is_left_out_with_a_word_or_used()
    {
        var findings = new FileFindings(Labelled, "x");
        string[] rows = [Row("1", "system:Be brief.", "user:a"), Row("2", "system:Be long.", "user:a")];

        var left = Read(Labelled, findings, rows);
        var used = Read(Labelled with { UsesSystemTurns = true }, rows);

        Assert.Equal(["a", "a"], left.Select(question => question.Identity));
        Assert.Contains("line 2 has another one", Assert.Single(findings.LeftOutTurns("")), StringComparison.Ordinal);
        Assert.Equal(2, used.Select(question => question.Identity).Distinct().Count());
        Assert.Equal(["Be brief.", "Be long."], used.Select(question => question.Dialogue!.System));
    }

    [Fact]
    public void The_experiments_own_system_turn_loses_nothing()
    {
        var findings = new FileFindings(Labelled, "x");

        Read(Labelled, findings, Row("1", "system:Be brief.", "user:a"));

        Assert.Empty(findings.LeftOutTurns("Be brief."));
        Assert.Single(findings.LeftOutTurns("Be long."));
    }

    private static string Row(string answer, params string[] turns) =>
        $$"""{"messages":[{{string.Join(",", turns.Select(turn => turn.Split(':', 2)).Select(turn => $$"""{"role":"{{turn[0]}}","content":"{{turn[1]}}"}"""))}}],"a":"{{answer}}"}""";

    private IReadOnlyList<DatasetQuestion> Read(DataFile file, params string[] rows) => Read(file, new FileFindings(file, "x"), rows);

    private IReadOnlyList<DatasetQuestion> Read(DataFile file, FileFindings findings, params string[] rows)
    {
        File.WriteAllLines(_folder.File("x.jsonl"), rows);
        return QuestionFile.Read(file, 0, _folder.File("x.jsonl"), findings);
    }
}
