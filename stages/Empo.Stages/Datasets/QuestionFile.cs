using Empo.Stages.Rows;

namespace Empo.Stages.Datasets;

/// <summary>
/// The questions of one file: flat rows, verl's rows (a <c>prompt</c> of messages, <c>reward_model.ground_truth</c>) and conversations.
/// </summary>
internal static class QuestionFile
{
    private const string Remedy = "Fix the row, or correct the columns in the dataset manifest.";

    /// <summary>The questions of a file, in its order. An unusable question states the reason.</summary>
    /// <param name="file">Which columns to read.</param>
    /// <param name="index">Position of the file in the manifest.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="findings">Receives what users should know about the rows.</param>
    /// <param name="odd">Collects the unusable rows; null makes the first such row an error.</param>
    /// <exception cref="UserError">EMPO2012 at the first row where all lack a column; the codes of <see cref="FileWords.Questions"/> and
    /// of <see cref="RowFile.Read"/>.</exception>
    public static IReadOnlyList<DatasetQuestion> Read(
        DataFile file,
        int index,
        string path,
        FileFindings? findings = null,
        OddRows? odd = null
    )
    {
        findings ??= new FileFindings(file, path);
        odd ??= OddRows.None(path, FileWords.Questions);
        var reader = new QuestionReader(file, index);
        var drafts = new List<QuestionDraft>();
        var (hasQuestion, hasAnswer, first) = (false, file.Answer is null, (Row?)null);
        foreach (var row in RowFile.Read(path, file.Columns, odd, file.Encoding))
        {
            first ??= row;
            hasQuestion |= row.Find(file.Question) is { IsNull: false };
            hasAnswer |= row.Find(file.Answer ?? file.Question) is { IsNull: false };
            if (Usable(reader, row, odd) is { } draft)
            {
                drafts.Add(draft);
            }
        }

        if (first is not null && !(hasQuestion && hasAnswer))
        {
            throw first.Failure(
                "EMPO2012",
                $"it has no '{(hasQuestion ? file.Answer : file.Question)}', and no row of the file has",
                Remedy
            );
        }

        odd.Judge();
        var prefills = file.RepliesArePrefills
            ?? FinalReplies.ArePrefills([
                .. drafts.Where(draft => draft.Reply is not null).Select(draft => (draft.Reply!.Content, draft.Label)),
            ]);
        return [.. drafts.Select(draft => reader.Finish(draft, prefills, findings))];
    }

    private static QuestionDraft? Usable(QuestionReader reader, Row row, OddRows odd)
    {
        try
        {
            var draft = reader.Read(row);
            if (
                draft.Text.Contains('\uFFFD', StringComparison.Ordinal)
                || draft.Label?.Contains('\uFFFD', StringComparison.Ordinal) == true
            )
            {
                odd.Remark(RowRemark.LostText, row.Odd("its question or answer has one"));
            }

            odd.Accept();
            return draft;
        }
        catch (OddRowException exception)
        {
            odd.LeaveOut(exception.Fault, row.Odd(exception.Message));
        }
        catch (FormatException exception)
        {
            odd.LeaveOut(RowFault.WrongValue, row.Odd(exception.Message));
        }

        return null;
    }
}
