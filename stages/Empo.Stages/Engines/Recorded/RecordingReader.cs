using Empo.Experiments.Execution;
using Empo.Stages.Datasets;
using Empo.Stages.Rows;

namespace Empo.Stages.Engines.Recorded;

/// <summary>Reads the responses of a file that another program wrote.</summary>
/// <param name="columns">Where it keeps what.</param>
/// <param name="encode">Text to token ids of the experiment's model; null where the experiment names none.</param>
internal sealed class RecordingReader(RecordingColumns columns, Func<string, IReadOnlyList<int>>? encode)
{
    private const string Remedy = "Mend the row, or say in recorded.columns where the recording keeps what.";

    /// <summary>Every response in the file's order with its step; steps in order of first appearance.</summary>
    /// <exception cref="StageFailure">EMPO4063 at the row that cannot be read; the codes of <see cref="RowFile"/>.</exception>
    public Recording Read(string path)
    {
        var steps = new List<RecordedStep>();
        var open = new Dictionary<string, RecordedStep>(StringComparer.Ordinal);
        foreach (var row in RowFile.Read(path, columns.Read))
        {
            var name = columns.Step is { } column ? row.Find(column)?.Scalar ?? "" : "";
            if (!open.TryGetValue(name, out var step))
            {
                steps.Add(open[name] = step = new RecordedStep(name));
            }

            Add(row, step);
        }

        return steps.Count > 0
            ? new Recording(path, steps)
            : throw new StageFailure("EMPO4062", "The recording holds no row. Check that the program that writes it has finished.", path);
    }

    private void Add(Row row, RecordedStep step)
    {
        var texts = columns.Response is { } response ? Values(row, response) : null;
        var ids = columns.ResponseIds is { } responseIds ? Values(row, responseIds) : null;
        if (texts is null)
        {
            throw Unreadable(row, $"it has no '{columns.Response}', so there is no response");
        }

        var reasons = columns.FinishReason is { } reason ? Values(row, reason) : null;
        var logProbs = columns.LogProbs is { } column ? Values(row, column) : null;
        var (prompt, promptIds) = Prompt(row);
        var questionId = QuestionIdOf(row, prompt, promptIds);
        for (var choice = 0; choice < texts.Count; choice++)
        {
            var text = texts[choice].Text ?? throw Unreadable(row, $"'{columns.Response}' is no text");
            var (tokens, kind) = Tokens(row, text, At(ids, choice));
            step.Add(new RecordedResponse
            {
                QuestionId = questionId,
                SampleIndex = step.SamplesOf(questionId),
                Row = checked((int)row.Number - 1),
                Choice = choice,
                Prompt = prompt,
                PromptTokenIds = promptIds,
                Text = text,
                TokenIds = tokens,
                Tokens = kind,
                LogProbs = LogProbs(row, At(logProbs, choice), tokens.Length, kind),
                Answer = Answer(row),
                FinishReason = At(reasons, choice)?.Scalar == "length" ? "length" : "stop",
            });
        }
    }

    private (string Text, int[] Ids) Prompt(Row row)
    {
        var ids = columns.PromptIds is { } path && row.Find(path) is { IsNull: false } value
            ? value.Integers() ?? throw Unreadable(row, $"'{path}' is no list of token ids")
            : [];
        return (columns.Prompt is { } prompt ? PromptText(row.Find(prompt)) ?? "" : "", ids);
    }

    /// <summary>Text, or the content of the last turn of a list of messages.</summary>
    private static string? PromptText(RowValue? value) =>
        value?.Text ?? (value?.Items is { Count: > 0 } turns && turns[^1].Fields is { } turn && turn.TryGetValue("content", out var content) ? content.Text : null);

    private string QuestionIdOf(Row row, string prompt, int[] promptIds)
    {
        if (columns.QuestionId is { } column && row.Find(column)?.Scalar is { Length: > 0 } id)
        {
            return id;
        }

        return prompt.Length > 0 ? QuestionId.Of("recorded", prompt)
            : promptIds.Length > 0 ? QuestionId.Of("recorded", string.Join(' ', promptIds))
            : throw Unreadable(row, "it has neither a question's id nor a prompt, so its question is unknown");
    }

    private (int[] Tokens, TokenKind Kind) Tokens(Row row, string text, RowValue? ids)
    {
        if (ids is { IsNull: false })
        {
            return (ids.Integers() ?? throw Unreadable(row, $"'{columns.ResponseIds}' is no list of token ids"), TokenKind.Recorded);
        }

        return encode is null ? (WordTokens.Of(text), TokenKind.Words) : ([.. encode(text)], TokenKind.Encoded);
    }

    private float[] LogProbs(Row row, RowValue? value, int tokens, TokenKind kind)
    {
        if (value is null or { IsNull: true })
        {
            return [];
        }

        var numbers = value.Numbers() ?? throw Unreadable(row, $"'{columns.LogProbs}' is no list of numbers");
        if (kind == TokenKind.Recorded && numbers.Length != tokens)
        {
            throw Unreadable(row, $"it has {numbers.Length} log-probabilities for {tokens} tokens");
        }

        // Without the ids that they belong to they say nothing about ours.
        return kind == TokenKind.Recorded ? [.. numbers.Select(number => (float)number)] : [];
    }

    /// <summary>A text or a number; the first of a list of them.</summary>
    private string? Answer(Row row)
    {
        var value = columns.Answer is { } column ? row.Find(column) : null;
        return value?.Items is { Count: > 0 } several ? several[0].Scalar : value?.Scalar;
    }

    /// <summary>The values at a path; several where it holds a <c>*</c>. Null where it leads nowhere.</summary>
    private static IReadOnlyList<RowValue>? Values(Row row, string path)
    {
        var parts = path.Split(".*", 2);
        if (parts.Length == 1)
        {
            return row.Find(path) is { IsNull: false } value ? [value] : null;
        }

        if (row.Find(parts[0])?.Items is not { } items)
        {
            return null;
        }

        var rest = parts[1].TrimStart('.');
        return rest.Length == 0 ? items : [.. items.Select(item => (row with { Value = item }).Find(rest) ?? RowValue.Null)];
    }

    private static RowValue? At(IReadOnlyList<RowValue>? values, int index) => values is not null && index < values.Count ? values[index] : null;

    private static StageFailure Unreadable(Row row, string why) => row.Failure("EMPO4063", why, Remedy);
}
