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
    /// <exception cref="StageFailure">EMPO4062: nothing to read. EMPO4063 at the row that cannot be read; the codes of <see cref="RowFile"/>.</exception>
    public Recording Read(string path)
    {
        var rows = new List<RecordedRow>();
        var blank = 0;
        foreach (var row in RowFile.Read(path, columns.Read))
        {
            var prompt = Prompt(row);
            if (IsBlank(row, prompt))
            {
                blank++;
                continue;
            }

            rows.Add(Read(row, prompt));
        }

        if (rows.Count == 0)
        {
            throw new StageFailure("EMPO4062", blank == 0 ? "The recording holds no row. Check that the program that writes it has finished." : $"The prompts of all {blank} rows are white space. Say in recorded.columns.prompt where the prompt stands.", path);
        }

        var (names, column, mixed) = QuestionNames.Of(rows, columns);
        return new Recording(path, Steps(rows, names)) { GroupColumn = column, Mixed = mixed, Blank = blank };
    }

    private static List<RecordedStep> Steps(IReadOnlyList<RecordedRow> rows, IReadOnlyList<string> names)
    {
        var steps = new List<RecordedStep>();
        var open = new Dictionary<string, RecordedStep>(StringComparer.Ordinal);
        foreach (var (row, name) in rows.Zip(names))
        {
            if (!open.TryGetValue(row.Step, out var step))
            {
                steps.Add(open[row.Step] = step = new RecordedStep(row.Step));
            }

            foreach (var response in row.Responses)
            {
                step.Add(response with { QuestionId = name, SampleIndex = step.SamplesOf(name) });
            }
        }

        return steps;
    }

    private RecordedRow Read(Row row, RecordedPrompt prompt)
    {
        var texts = columns.Response is { } response ? Values(row, response) : null;
        var ids = columns.ResponseIds is { } responseIds ? Values(row, responseIds) : null;
        if (texts is null)
        {
            throw Unreadable(row, $"it has no '{columns.Response}', so there is no response");
        }

        var reasons = columns.FinishReason is { } reason ? Values(row, reason) : null;
        var logProbs = columns.LogProbs is { } column ? Values(row, column) : null;
        if (prompt.QuestionId is null && prompt.Identity(withSystem: true).Length == 0)
        {
            throw Unreadable(row, "it has neither a question's id nor a prompt, so its question is unknown");
        }

        var answer = columns.Answer is { } label ? LabelColumn.Text(row.Find(label)) : null;
        var responses = new List<RecordedResponse>();
        for (var choice = 0; choice < texts.Count; choice++)
        {
            var text = texts[choice].Text ?? throw Unreadable(row, $"'{columns.Response}' is no text");
            var (tokens, kind) = Tokens(row, text, At(ids, choice));
            responses.Add(new RecordedResponse
            {
                QuestionId = "",
                SampleIndex = 0,
                Row = checked((int)row.Number - 1),
                Line = row.Place,
                Choice = choice,
                Prompt = prompt.Text,
                PromptTokenIds = prompt.TokenIds,
                Text = text,
                TokenIds = tokens,
                Tokens = kind,
                LogProbs = LogProbs(row, At(logProbs, choice), tokens.Length, kind),
                Answer = answer,
                FinishReason = At(reasons, choice)?.Scalar == "length" ? "length" : "stop",
            });
        }

        return new RecordedRow(columns.Step is { } step ? row.Find(step)?.Scalar ?? "" : "", prompt, responses) { Line = row.Place, Answer = answer };
    }

    private RecordedPrompt Prompt(Row row)
    {
        var ids = columns.PromptIds is { } path && row.Find(path) is { IsNull: false } value
            ? value.Integers() ?? throw Unreadable(row, $"'{path}' is no list of token ids")
            : [];
        var prompt = columns.Prompt is { } column ? row.Find(column) : null;
        var dialogue = Conversation.Turns(prompt) is { } turns ? Dialogue.OfPrompt(turns) : null;
        return new RecordedPrompt
        {
            Text = dialogue?.Transcript ?? prompt?.Text ?? "",
            Dialogue = dialogue,
            TokenIds = ids,
            QuestionId = columns.QuestionId is { } id && row.Find(id)?.Scalar is { Length: > 0 } text ? text : null,
            Groups = [.. columns.Groups.Select(group => row.Find(group)?.Scalar)],
        };
    }

    /// <summary>Whether a prompt was recorded and says nothing, so that there is no question.</summary>
    private bool IsBlank(Row row, RecordedPrompt prompt) =>
        columns.Prompt is { } column && row.Find(column) is { IsNull: false } && prompt is { TokenIds: [], Dialogue: null or { IsQuestionOnly: true } }
        && BlankText.Is(prompt.Text) && (prompt.Text.Length > 0 || prompt.QuestionId is null);

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
