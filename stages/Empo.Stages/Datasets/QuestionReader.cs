using System.Text.Encodings.Web;
using System.Text.Json;
using Empo.Stages.Rows;

namespace Empo.Stages.Datasets;

/// <summary>Reads the rows of one question file.</summary>
/// <param name="file">Which columns to read.</param>
/// <param name="index">Position of the file in the manifest.</param>
internal sealed class QuestionReader(DataFile file, int index)
{
    private static readonly JsonSerializerOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="OddRowException">The row lacks a column.</exception>
    /// <exception cref="FormatException">A column holds something else than a question, an answer or a list of options.</exception>
    public QuestionDraft Read(Row row)
    {
        var origin = new QuestionOrigin(
            index,
            row.Number,
            file.Source is { } source ? Scalar(row, source) : null,
            file.Id is { } id ? Scalar(row, id) : null,
            Extras(row)
        )
        {
            Line = row.Place,
        };
        var asked = row.Find(file.Question);
        if (asked is null or { IsNull: true })
        {
            return new QuestionDraft(row.Place, "", null, origin) { Unusable = "blank" };
        }

        var draft = asked.Text is { } text ? new QuestionDraft(row.Place, text, null, origin) : OfTurns(Conversation.Turns(asked), origin);
        var question = Trimmed(draft.Text);
        draft = draft with { Text = question, Unusable = draft.Unusable ?? (BlankText.Is(question) ? "blank" : null) };
        var choices = file.Options is { } options && draft.Unusable is null ? Choices.Of(Find(row, options)) : null;
        return draft with
        {
            Text = choices?.Below(question) ?? question,
            Label = LabelOf(row, draft, choices),
            Reply = file.Answer == file.Question ? null : draft.Reply,
        };
    }

    /// <summary>The question of a row, once it is known whether the file's last replies are beginnings.</summary>
    public DatasetQuestion Finish(QuestionDraft draft, bool repliesArePrefills, FileFindings findings)
    {
        if (draft.Unusable is not null)
        {
            return new DatasetQuestion(file.Split, draft.Text, null) { Origin = draft.Origin, Unusable = draft.Unusable };
        }

        var label = file.Answer is null ? null : Label.Read(draft.Label);
        if (label is not null)
        {
            findings.Labels.Add(label.Kind, draft.Line, draft.Label);
        }

        var dialogue = DialogueOf(draft, repliesArePrefills, findings);
        return new DatasetQuestion(file.Split, dialogue?.Transcript ?? draft.Text, label?.Text)
        {
            Origin = draft.Origin,
            Dialogue = dialogue,
            Written = draft.Label,
            // Without a label a policy cannot be evaluated; training needs no labels.
            Unusable = label is { Text: null } && file.Split != DatasetSplit.Training ? "no_label" : null,
        };
    }

    /// <summary>The turns around a question; null where there are none.</summary>
    private Dialogue? DialogueOf(QuestionDraft draft, bool repliesArePrefills, FileFindings findings)
    {
        if (draft.System is { } system && file.UsesSystemTurns != true)
        {
            findings.LeaveOutSystemTurn(draft.Line, system);
        }

        var isPrefill =
            draft is { ReplyIsLone: true, Reply: { IsMoreThanText: false, Content.Length: > 0 } reply }
            && (repliesArePrefills || reply.IsPrefix);
        if (isPrefill)
        {
            findings.CountPrefill();
        }
        else if (draft.Reply is not null)
        {
            findings.LeaveOutReply(draft.Line);
        }

        var dialogue = new Dialogue
        {
            System = file.UsesSystemTurns == true ? draft.System : null,
            History = draft.History,
            Question = draft.Text,
            Prefill = isPrefill ? draft.Reply!.Content : null,
        };
        return dialogue is { IsQuestionOnly: true, System: null } ? null : dialogue;
    }

    private static QuestionDraft OfTurns(IReadOnlyList<Turn>? turns, QuestionOrigin origin)
    {
        var question = turns is null ? -1 : Dialogue.LastQuestion(turns);
        if (question < 0)
        {
            throw new FormatException("the question is neither text nor a list of messages with a user's turn");
        }

        var (system, count) = Dialogue.SystemOf(turns!);
        return new QuestionDraft(origin.Line, turns![question].Content, null, origin)
        {
            System = system,
            History = [.. turns.Take(question).Skip(count)],
            Reply = turns.Skip(question + 1).LastOrDefault(turn => turn.Role == Turn.Assistant),
            ReplyIsLone = turns.Count == question + 2,
            Unusable = turns.Take(question + 1).Any(turn => turn.IsMoreThanText) ? "not_text" : null,
        };
    }

    private string? LabelOf(Row row, QuestionDraft draft, Choices? choices)
    {
        if (file.Answer is not { } column || draft.Unusable is not null)
        {
            return null;
        }

        if (column == file.Question)
        {
            return draft.Reply?.Content;
        }

        var value = row.Find(column);
        if (LabelColumn.IsUnreadable(value))
        {
            throw new FormatException($"'{column}' holds neither text nor a number");
        }

        return choices is not null && Label.Read(LabelColumn.Text(value)).Kind is not (LabelKind.Empty or LabelKind.Missing)
            ? choices.Letter(value!)
            : LabelColumn.Text(value);
    }

    private static RowValue Find(Row row, string path) =>
        row.Find(path) is { IsNull: false } value ? value : throw new OddRowException(RowFault.Missing, $"it has no '{path}'");

    private static string Scalar(Row row, string path) =>
        Find(row, path).Scalar ?? throw new FormatException($"'{path}' holds neither text nor a number");

    private string Trimmed(string question)
    {
        if (question.StartsWith(file.RemovePrefix, StringComparison.Ordinal))
        {
            question = question[file.RemovePrefix.Length..];
        }

        return question.EndsWith(file.RemoveSuffix, StringComparison.Ordinal) ? question[..^file.RemoveSuffix.Length] : question;
    }

    private string? Extras(Row row) =>
        file.Extras.Count == 0
            ? null
            : JsonSerializer.Serialize(file.Extras.ToDictionary(path => path, path => row.Find(path)?.Scalar), Layout);
}
