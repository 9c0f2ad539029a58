using Empo.Stages.Datasets;
using Empo.Stages.Rows;

namespace Empo.Stages.Imports;

/// <summary>Reads the responses of a file that another program wrote.</summary>
/// <param name="columns">Where the file keeps each value.</param>
/// <param name="encode">Encodes a text with the tokenizer of the experiment's model; null where the experiment names no model.</param>
internal sealed class RecordingReader(RecordingColumns columns, Func<string, IReadOnlyList<int>>? encode)
{
    /// <summary>Every response in the file's order with its step; steps in order of first appearance.</summary>
    /// <param name="odd">Takes the rows that cannot be used; null makes the first of them an error.</param>
    /// <param name="encoding">As <see cref="RowFile.Read"/>.</param>
    /// <exception cref="UserError">EMPO4062: nothing to read. The codes of <see cref="FileWords.Recording"/> and of
    /// <see cref="RowFile"/>.</exception>
    public Recording Read(string path, OddRows? odd = null, string? encoding = null)
    {
        odd ??= OddRows.None(path, FileWords.Recording);
        var (texts, tokens) = (new ResponseReader(columns, odd), new ImportedTokens(columns, encode, odd));
        var rows = new List<ImportedRow>();
        var blank = 0;
        foreach (var row in RowFile.Read(path, columns.Read, odd, encoding))
        {
            try
            {
                var prompt = Prompt(row);
                if (IsBlank(row, prompt))
                {
                    blank++;
                    continue;
                }

                rows.Add(Read(row, prompt, texts, tokens));
                RemarkLostText(row, rows[^1], odd);
            }
            catch (OddRowException exception)
            {
                odd.LeaveOut(exception.Fault, row.Odd(exception.Message));
            }
        }

        LeaveOutWithoutStep(rows, odd);
        odd.Accept(rows.Count + blank);
        odd.Judge();
        if (rows.Count == 0)
        {
            throw new UserError(
                "EMPO4062",
                blank == 0
                    ? "The recording holds no row. Check that the program that writes it has finished."
                    : $"The prompts of all {blank} rows are white space. Say in imported.columns.prompt where the prompt stands.",
                path
            );
        }

        var (names, column, mixed) = QuestionNames.Of(rows, columns);
        return new Recording(path, Steps(rows, names)) { GroupColumn = column, Mixed = mixed, Blank = blank, Odd = odd };
    }

    private static void RemarkLostText(Row row, ImportedRow read, OddRows odd)
    {
        if (
            read.Prompt.Text.Contains('\uFFFD', StringComparison.Ordinal)
            || read.Responses.Any(response => response.Text.Contains('\uFFFD', StringComparison.Ordinal))
        )
        {
            odd.Remark(RowRemark.LostText, row.Odd("its prompt or response has one"));
        }
    }

    /// <summary>Leaves out rows without a step where other rows have one: they belong to no round.</summary>
    private void LeaveOutWithoutStep(List<ImportedRow> rows, OddRows odd)
    {
        if (rows.Exists(row => row.Step.Length > 0))
        {
            foreach (var row in rows.Where(row => row.Step.Length == 0))
            {
                odd.LeaveOut(
                    RowFault.Missing,
                    new OddRow(row.Line, row.Responses[0].Row + 1, $"it has no '{columns.Step}', which other rows have")
                );
            }

            rows.RemoveAll(row => row.Step.Length == 0);
        }
    }

    private static List<ImportedStep> Steps(IReadOnlyList<ImportedRow> rows, IReadOnlyList<string> names)
    {
        var steps = new List<ImportedStep>();
        var open = new Dictionary<string, ImportedStep>(StringComparer.Ordinal);
        foreach (var (row, name) in rows.Zip(names))
        {
            if (!open.TryGetValue(row.Step, out var step))
            {
                steps.Add(open[row.Step] = step = new ImportedStep(row.Step));
            }

            foreach (var response in row.Responses)
            {
                step.Add(response with { QuestionId = name, SampleIndex = step.SamplesOf(name) });
            }
        }

        return steps;
    }

    private ImportedRow Read(Row row, ImportedPrompt prompt, ResponseReader texts, ImportedTokens tokens)
    {
        var found = texts.Read(row);
        if (prompt.QuestionId is null && prompt.Identity(withSystem: true).Length == 0)
        {
            throw new OddRowException(RowFault.Missing, "it has neither a question's id nor a prompt, so its question is unknown");
        }

        var answer = columns.Answer is { } label ? LabelColumn.Text(row.Find(label)) : null;
        var responses = new List<ImportedResponse>();
        foreach (var (choice, text, reason) in found)
        {
            var (ids, kind, logProbs) = tokens.Of(row, text, choice);
            responses.Add(new ImportedResponse
            {
                QuestionId = "",
                SampleIndex = 0,
                Row = checked((int)row.Number - 1),
                Line = row.Place,
                Choice = choice,
                Prompt = prompt.Text,
                PromptTokenIds = prompt.TokenIds,
                Text = text,
                TokenIds = ids,
                Tokens = kind,
                LogProbs = logProbs,
                Answer = answer,
                FinishReason = reason,
            });
        }

        return new ImportedRow(columns.Step is { } step ? NameAt(row, step) ?? "" : "", prompt, responses)
        {
            Line = row.Place,
            Answer = answer,
        };
    }

    /// <summary>A step or an id. The NaN that Python writes for a missing value counts as none.</summary>
    private static string? NameAt(Row row, string path) => row.Find(path) is { IsNotANumber: false } value ? value.Scalar : null;

    private ImportedPrompt Prompt(Row row)
    {
        var ids = columns.PromptIds is { } path && row.Find(path) is { IsNull: false } value
            ? value.Integers() ?? throw new OddRowException(RowFault.WrongValue, $"'{path}' is not a list of token ids")
            : [];
        var prompt = columns.Prompt is { } column ? row.Find(column) : null;
        var dialogue = Conversation.Turns(prompt) is { } turns ? Dialogue.OfPrompt(turns) : null;
        return new ImportedPrompt
        {
            Text = dialogue?.Transcript ?? prompt?.Text ?? "",
            Dialogue = dialogue,
            TokenIds = ids,
            QuestionId = columns.QuestionId is { } id && NameAt(row, id) is { Length: > 0 } text ? text : null,
            Groups = [.. columns.Groups.Select(group => NameAt(row, group))],
        };
    }

    /// <summary>Whether a prompt was recorded but is blank, so that there is no question.</summary>
    private bool IsBlank(Row row, ImportedPrompt prompt) =>
        columns.Prompt is { } column
        && row.Find(column) is { IsNull: false, IsNotANumber: false }
        && prompt is { TokenIds: [], Dialogue: null or { IsQuestionOnly: true } }
        && BlankText.Is(prompt.Text)
        && (prompt.Text.Length > 0 || prompt.QuestionId is null);
}
