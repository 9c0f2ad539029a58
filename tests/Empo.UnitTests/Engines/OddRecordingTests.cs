using System.Text;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Imports;
using Empo.Stages.Rows;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>Recordings as they come: with requests that failed, responses without text, numbers that are none.</summary>
public sealed class OddRecordingTests : IDisposable
{
    private const string Answered =
        """{"custom_id": "q0", "response": {"status_code": 200, "body": {"choices": [{"index": 0, "message": {"role": "assistant", "content": "a"}, "finish_reason": "stop"}]}}, "error": null}""";

    private readonly TemporaryFolder _folder = new();
    private readonly CollectedLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        """{"custom_id": "q1", "response": null, "error": {"message": "prompt too long", "type": "BadRequestError", "code": 400}}""",
        "prompt too long (BadRequestError, 400)"
    )]
    [InlineData(
        """{"custom_id": "q1", "response": {"status_code": 400, "body": null}, "error": {"error": {"message": "prompt too long", "type": "BadRequestError"}}}""",
        "status 400: prompt too long (BadRequestError)"
    )]
    [InlineData(
        """{"custom_id": "q1", "response": {"status_code": 429, "body": {"error": {"message": "slow down", "code": "rate_limit"}}}, "error": null}""",
        "status 429: slow down (rate_limit)"
    )]
    [InlineData(
        """{"custom_id": "q1", "response": {"status_code": 400, "body": {"object": "error", "message": "no", "type": "BadRequestError", "code": 400}}, "error": null}""",
        "status 400: no (BadRequestError, 400)"
    )]
    [InlineData(
        """{"custom_id": "q1", "response": null, "error": {"code": "batch_expired", "message": "not in time"}}""",
        "not in time (batch_expired)"
    )]
    [InlineData("""{"custom_id": "q1", "response": null, "error": "timed out"}""", "timed out")]
    [InlineData(
        """{"custom_id": "q1", "response": {"status_code": 500, "body": {"choices": []}}, "error": null}""",
        "status 500: no message"
    )]
    public void A_failed_request_is_left_out_with_the_servers_words(string row, string message)
    {
        var recording = Read("batch", Answered, row, Answered.Replace("q0", "q2", StringComparison.Ordinal));

        Assert.Equal(["q0", "q2"], recording.Steps[0].Responses.Select(response => response.QuestionId));
        Assert.Equal([0, 2], recording.Steps[0].Responses.Select(response => response.Row));
        Assert.Contains(
            $"EMPO4081 1 of 3 row(s) left out: failed requests. The first is row 2: the server said: {message}. Ask again",
            Assert.Single(_log.Lines),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("""{"custom_id": "q1", "response": null, "error": null}""")]
    [InlineData("""{"custom_id": "q1"}""")]
    [InlineData("""{"custom_id": "q1", "response": {"status_code": 200, "body": {"choices": []}}}""")]
    [InlineData("""{"custom_id": "q1", "response": {"status_code": 200, "body": null}}""")]
    public void A_row_without_a_response_is_left_out(string row)
    {
        Assert.Single(Read("batch", Answered, row).Steps[0].Responses);
        Assert.Contains("so there is no response", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"role": "assistant", "content": null, "reasoning_content": "let me think"}""", "length", "length")]
    [InlineData("""{"role": "assistant", "reasoning": "let me think"}""", "length", "length")]
    [InlineData("""{"role": "assistant", "content": null, "tool_calls": []}""", "tool_calls", "stop")]
    [InlineData("""{"role": "assistant", "content": ""}""", "stop", "stop")]
    public void A_response_without_text_is_an_empty_response(string message, string reason, string finish)
    {
        var choice = $$"""{"index": 0, "message": {{message}}, "finish_reason": "{{reason}}"}""";
        var other = """{"index": 1, "message": {"role": "assistant", "content": "b"}, "finish_reason": "stop"}""";

        foreach (
            var (choices, expected) in new[]
            {
                ($"{choice}, {other}", new[] { ("", 0, finish), ("b", 1, "stop") }),
                (choice, [("", 0, finish)]),
            }
        )
        {
            var recording = Read(
                "batch",
                $$$"""{"custom_id": "q1", "response": {"status_code": 200, "body": {"choices": [{{{choices}}}]}}, "error": null}"""
            );

            Assert.Equal(
                expected,
                recording.Steps[0].Responses.Select(response => (response.Text, response.Choice, response.FinishReason))
            );
        }
    }

    [Theory]
    [InlineData(
        """{"choices": [{"index": 0, "text": "a", "finish_reason": "length"}, {"index": 1, "text": "b", "finish_reason": "stop"}]}""",
        "a length|b stop"
    )]
    [InlineData(
        """{"status": "completed", "output": [{"type": "reasoning", "summary": []}, {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "a"}, {"type": "output_text", "text": "b"}]}]}""",
        "ab stop"
    )]
    [InlineData("""{"status": "incomplete", "output": [{"type": "message", "role": "assistant", "content": []}]}""", " length")]
    [InlineData(
        """{"choices": [{"message": {"role": "assistant", "content": [{"type": "text", "text": "a"}]}, "finish_reason": "stop"}]}""",
        "a stop"
    )]
    [InlineData(
        """{"choices": [{"message": {"role": "assistant", "content": null, "refusal": "I cannot"}, "finish_reason": "stop"}]}""",
        " stop"
    )]
    public void Bodies_of_other_endpoints_are_read(string body, string expected)
    {
        var recording = Read("batch", $$"""{"custom_id": "q1", "response": {"status_code": 200, "body": {{body}}}, "error": null}""");

        Assert.Equal(
            expected,
            string.Join('|', recording.Steps[0].Responses.Select(response => $"{response.Text} {response.FinishReason}"))
        );
    }

    [Theory]
    [InlineData("""[{"role": "assistant", "content": "a"}]""", "a")]
    [InlineData("""{"role": "assistant", "content": "a"}""", "a")]
    [InlineData(
        """[{"role": "assistant", "content": "first"}, {"role": "tool", "content": "7"}, {"role": "assistant", "content": "a"}]""",
        "a"
    )]
    [InlineData("""[{"role": "assistant", "content": [{"type": "text", "text": "a"}]}]""", "a")]
    [InlineData("""[{"from": "gpt", "value": "a"}]""", "a")]
    [InlineData("""[{"role": "assistant", "content": null}]""", "")]
    [InlineData("\"a\"", "a")]
    public void A_completion_may_be_messages(string completion, string text)
    {
        var recording = Read(
            "trl",
            $$"""{"step": 1, "prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "q"}], "completion": {{completion}}, "accuracy_reward": NaN}"""
        );

        Assert.Equal(text, Assert.Single(recording.Steps[0].Responses).Text);
    }

    [Theory]
    [InlineData("""{"prompt": "q", "response": null, "error": "timed out"}""", "failed_request")]
    [InlineData("""{"prompt": "q", "response": "", "error": {"message": "timed out"}}""", "failed_request")]
    [InlineData("""{"prompt": "q", "response": null}""", "missing_value")]
    [InlineData("""{"prompt": "q", "response": NaN}""", "nan")]
    [InlineData("""{"prompt": "q", "response": 5}""", "wrong_value")]
    [InlineData("""{"prompt": "q", "response": ["a", "b"]}""", "wrong_value")]
    [InlineData("""{"prompt": "q", "response": []}""", "wrong_value")]
    [InlineData("""{"prompt": "q", "response": {"text": "a"}}""", "wrong_value")]
    [InlineData("""{"response": "a", "question_id": NaN}""", "missing_value")]
    [InlineData("""{"prompt": NaN, "response": "a"}""", "missing_value")]
    [InlineData("""{"prompt": "q", "response": "a", "token_ids": [1, null]}""", "wrong_value")]
    [InlineData("""{"prompt": "q", "response": "a", "token_ids": [99999999999]}""", "wrong_value")]
    [InlineData("""{"prompt": "q", "response": "a", "token_ids": [1, 2], "log_probs": [-1]}""", "wrong_value")]
    [InlineData("[\"a\"]", "not_an_object")]
    [InlineData("{\"prompt\": \"q\", \"respon", "cut_off")]
    public void An_odd_row_is_left_out_and_named(string row, string word)
    {
        var recording = Read("plain", """{"prompt": "q", "response": "a"}""", row);

        Assert.Single(recording.Steps[0].Responses);
        Assert.Equal([(word, 1)], recording.Odd.Counts);
        Assert.Contains("row 2", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("manifest", _log.Lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[-1, NaN]")]
    [InlineData("[-1, -Infinity]")]
    [InlineData("[null, -1]")]
    public void Log_probabilities_that_are_none_are_not_used_and_the_response_is(string logProbs)
    {
        var recording = Read("plain", $$"""{"prompt": "q", "response": "a", "token_ids": [1, 2], "log_probs": {{logProbs}}}""");

        var response = Assert.Single(recording.Steps[0].Responses);
        Assert.Empty(response.LogProbs);
        Assert.Equal([1, 2], response.TokenIds);
        Assert.StartsWith("EMPO4082 1 responses with log-probabilities", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_a_step_belongs_to_no_round_where_others_have_one()
    {
        var recording = Read(
            "verl",
            """{"input": "q", "output": "a", "step": 1}""",
            """{"input": "q", "output": "b", "step": NaN}""",
            """{"input": "q", "output": "c"}""",
            """{"input": "q", "output": "d", "step": 1}"""
        );

        Assert.Equal(["a", "d"], Assert.Single(recording.Steps).Responses.Select(response => response.Text));
        Assert.Equal([("missing_value", 2)], recording.Odd.Counts);
    }

    [Fact]
    public void Of_a_row_of_several_responses_only_the_odd_one_is_left_out()
    {
        var recording = Read(
            "vllm",
            """{"prompt": "q", "outputs": [{"text": "a", "token_ids": [1], "finish_reason": "stop"}, {"text": null, "token_ids": null, "finish_reason": null}, {"text": "c", "token_ids": [3], "finish_reason": "abort"}]}"""
        );

        Assert.Equal(
            [("a", 0, "stop"), ("c", 2, "length")],
            recording.Steps[0].Responses.Select(response => (response.Text, response.Choice, response.FinishReason))
        );
        Assert.Contains("left out beside others", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_was_lost_before_is_kept_and_counted()
    {
        var recording = Read(
            "verl",
            """{"input": "q", "output": "caf\ufffd", "step": 1}""",
            """{"input": "q", "output": "\ufffd", "step": 1}"""
        );

        Assert.Equal(2, recording.Steps[0].Responses.Count);
        Assert.StartsWith("EMPO4082 2 rows with U+FFFD", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_odd_rows_are_an_error_that_names_the_setting()
    {
        var failure = Assert.Throws<UserError>(() => Read("verl", """{"input": "q", "output": "a", "step": 1}""", "x", "y"));

        Assert.Equal("EMPO4080", failure.Code);
        Assert.Contains("imported.unreadable", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\ny\n", "EMPO4063", 1)]
    [InlineData("{\"prompt\": \"q\"}\n{\"prompt\": \"q\"}\n", "EMPO4063", 1)]
    [InlineData("", "EMPO4062", 0)]
    public void A_recording_without_a_row_is_an_error_about_the_recording(string text, string code, int line)
    {
        var failure = Assert.Throws<UserError>(() => Read("plain", text.Split('\n')));

        Assert.Equal((code, line), (failure.Code, failure.Line));
        Assert.DoesNotContain("manifest", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_of_another_encoding_is_an_error_and_read_where_it_is_named()
    {
        File.WriteAllBytes(
            _folder.File("r.jsonl"),
            TextEncoding.Of("gbk").Encoding.GetBytes("""{"input": "三加一等于几？", "output": "四", "step": 1}""")
        );
        var reader = new RecordingReader(RecordingColumns.Named(RecordingForm.Verl), null);

        var failure = Assert.Throws<UserError>(() => reader.Read(_folder.File("r.jsonl")));

        Assert.Equal(("EMPO4084", 1), (failure.Code, failure.Line));
        Assert.Contains("imported.encoding: ", failure.Message, StringComparison.Ordinal);
        Assert.Equal("四", Assert.Single(reader.Read(_folder.File("r.jsonl"), encoding: "gbk").Steps[0].Responses).Text);
    }

    [Theory]
    [InlineData("02-batch-failed-a-response-null.jsonl", "batch", 16, 1)]
    [InlineData("03-batch-null-content-batch.jsonl", "batch", 20, 0)]
    [InlineData("04-nan-json-1.jsonl", "verl", 12, 0)]
    [InlineData("05-trl-conversational-completions_00001.jsonl", "trl", 12, 0)]
    public void Reported_recordings_are_read(string name, string form, int responses, int leftOut)
    {
        var path = TestData.Report(name);
        var odd = OddRows.UpTo(0.5, path, FileWords.Recording);

        var recording = new RecordingReader(RecordingColumns.Named(Imported.Form.Parse(form)), null).Read(path, odd);

        Assert.Equal((responses, leftOut), (recording.Steps.Sum(step => step.Responses.Count), odd.LeftOut));
        Assert.All(recording.Steps.SelectMany(step => step.Groups), group => Assert.Equal(4, group.Count));
    }

    private Recording Read(string form, params string[] rows)
    {
        var path = _folder.File("r.jsonl");
        File.WriteAllText(path, string.Join('\n', rows), new UTF8Encoding(false));
        var recording = new RecordingReader(RecordingColumns.Named(Imported.Form.Parse(form)), null).Read(
            path,
            OddRows.UpTo(0.5, path, FileWords.Recording)
        );
        recording.Odd.Report(_log);
        return recording;
    }
}
