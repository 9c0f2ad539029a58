using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Imports;
using Parquet;
using Parquet.Schema;

namespace Empo.UnitTests.Engines;

/// <summary>Recordings as the tools write them.</summary>
public sealed class RecordingReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Verl_rows_are_grouped_by_their_input_with_step_and_label()
    {
        var recording = Read("verl", """
            {"input": "q1", "output": "so \\boxed{1}", "gts": "1", "score": 1.0, "step": 7}
            {"input": "q2", "output": "no", "gts": ["2", "two"], "score": 0.0, "step": 7}

            {"input": "q1", "output": "so \\boxed{3}", "gts": "1", "score": 0.0, "step": 7}
            {"input": "q1", "output": "later", "gts": "1", "score": 0.0, "step": 8}
            """);

        Assert.Equal(["7", "8"], recording.Steps.Select(step => step.Name));
        var first = recording.Steps[0];
        Assert.Equal([(0, 0), (1, 0), (2, 1)], first.Responses.Select(response => (response.Row, response.SampleIndex)));
        Assert.Equal([2, 1], first.Groups.Select(group => group.Count));
        Assert.Equal(["1", "2"], first.Groups.Select(group => group[0].Answer));
        Assert.Equal(first.Responses[0].QuestionId, recording.Steps[1].Responses[0].QuestionId);
    }

    [Fact]
    public async Task Trl_parquet_is_read_with_its_steps_as_text()
    {
        var path = _folder.File("completions_00003.parquet");
        var (step, prompt, completion) = (
            new DataField<string>("step"),
            new DataField<string>("prompt"),
            new DataField<string>("completion")
        );
        await using (var stream = File.Create(path))
        await using (
            var writer = await ParquetWriter.CreateAsync(
                new ParquetSchema(step, prompt, completion),
                stream,
                cancellationToken: TestContext.Current.CancellationToken
            )
        )
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(step, new[] { "3", "3" });
            await group.WriteAsync(prompt, new[] { "q", "q" });
            await group.WriteAsync(completion, new[] { "a", "b" });
            group.CompleteValidate();
        }

        var recording = new RecordingReader(RecordingColumns.Named(RecordingForm.Trl), null).Read(path);

        Assert.Equal(["a", "b"], Assert.Single(recording.Steps).Responses.Select(response => response.Text));
    }

    [Fact]
    public void Vllm_rows_hold_all_responses_of_a_question_with_token_ids()
    {
        var recording = Read("vllm", """
            {"prompt": "q", "prompt_token_ids": [5, 6], "outputs": [{"text": "a", "token_ids": [1, 2], "finish_reason": "stop"}, {"text": "b", "token_ids": [3], "finish_reason": "length"}]}
            """);

        var responses = recording.Steps[0].Responses;
        Assert.Equal(
            [("a", 0, "stop"), ("b", 1, "length")],
            responses.Select(response => (response.Text, response.Choice, response.FinishReason))
        );
        Assert.Equal([1, 2], responses[0].TokenIds);
        Assert.Equal([5, 6], responses[1].PromptTokenIds);
        Assert.All(responses, response => Assert.Equal((0, TokenKind.Recorded), (response.Row, response.Tokens)));
    }

    [Fact]
    public void Batch_files_are_told_apart_by_their_custom_id()
    {
        var recording = Read("batch", """
            {"id": "x", "custom_id": "q-17", "response": {"status_code": 200, "body": {"choices": [{"index": 0, "message": {"role": "assistant", "content": "a"}, "finish_reason": "stop"}, {"index": 1, "message": {"role": "assistant", "content": "b"}, "finish_reason": "length"}]}}, "error": null}
            """);

        Assert.Equal(
            [("q-17", 0), ("q-17", 1)],
            recording.Steps[0].Responses.Select(response => (response.QuestionId, response.SampleIndex))
        );
    }

    [Fact]
    public void Columns_of_other_names_and_lists_of_texts_are_found()
    {
        var columns = RecordingColumns.Named(RecordingForm.Plain) with { Prompt = "meta.question", Response = "answers.*", Step = null };

        var recording = Read(columns, """{"meta": {"question": "q"}, "answers": ["a", "b", "c"], "step": 1}""");

        Assert.Equal(["a", "b", "c"], recording.Steps[0].Responses.Select(response => response.Text));
        Assert.Equal("", recording.Steps[0].Name);
    }

    [Fact]
    public void A_prompt_of_messages_is_told_by_its_last_turn()
    {
        var recording = Read(
            "plain",
            """{"prompt": [{"role": "system", "content": "be brief"}, {"role": "user", "content": "q"}], "response": "a", "token_ids": [4, 5], "log_probs": [-0.5, -1]}"""
        );

        var response = recording.Steps[0].Responses[0];
        Assert.Equal("q", response.Prompt);
        Assert.Equal([-0.5f, -1f], response.LogProbs);
    }

    [Theory]
    [InlineData("""{"input": "q", "step": 1}""", "it has no 'output'")]
    [InlineData("""{"input": "q", "output": 5, "step": 1}""", "'output' is no text")]
    [InlineData("""{"output": "a", "step": 1}""", "neither a question's id nor a prompt")]
    public void A_row_that_cannot_be_read_is_an_error_at_its_line(string row, string why)
    {
        var failure = Assert.Throws<UserError>(() => Read("verl", """{"input": "q", "output": "a", "step": 1}""" + "\n" + row));

        Assert.Equal(("EMPO4063", 2), (failure.Code, failure.Line));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_probabilities_of_another_length_than_the_ids_are_an_error()
    {
        var failure = Assert.Throws<UserError>(() =>
            Read("plain", """{"prompt": "q", "response": "a", "token_ids": [4, 5], "log_probs": [-1]}""")
        );

        Assert.Contains("1 log-probabilities for 2 tokens", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_an_error() => Assert.Equal("EMPO4062", Assert.Throws<UserError>(() => Read("verl", "\n")).Code);

    [Fact]
    public void Words_stand_for_tokens_where_there_are_no_ids()
    {
        Assert.Equal(5, WordTokens.Of("So 12 + 3.").Length);
        Assert.Equal(WordTokens.Of("a b a")[0], WordTokens.Of("a b a")[2]);
        Assert.Empty(WordTokens.Of(" \n"));
        Assert.All(WordTokens.Of("Привет, 世界! x²"), token => Assert.InRange(token, 0, int.MaxValue));
    }

    private Recording Read(string form, string text) => Read(RecordingColumns.Named(Imported.Form.Parse(form)), text);

    private Recording Read(RecordingColumns columns, string text)
    {
        File.WriteAllText(_folder.File("r.jsonl"), text);
        return new RecordingReader(columns, null).Read(_folder.File("r.jsonl"));
    }
}
