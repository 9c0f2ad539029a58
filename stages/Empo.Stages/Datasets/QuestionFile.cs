using Empo.Experiments.Execution;
using Empo.Stages.Rows;

namespace Empo.Stages.Datasets;

/// <summary>The questions of one file: flat rows, verl's rows (a <c>prompt</c> of messages, <c>reward_model.ground_truth</c>) and conversations.</summary>
internal static class QuestionFile
{
    private const string Remedy = "Mend the row, or correct the columns in the dataset manifest.";

    /// <summary>The questions of a file in its order; those that cannot be used say why.</summary>
    /// <param name="file">Which columns to read.</param>
    /// <param name="index">Its place in the manifest.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="findings">Takes what people should know about the rows.</param>
    /// <exception cref="StageFailure">EMPO2012 at a row that has something else in a column, and at the first where all lack it; EMPO2030 to EMPO2033 as <see cref="RowFile.Read"/>.</exception>
    public static IReadOnlyList<DatasetQuestion> Read(DataFile file, int index, string path, FileFindings? findings = null)
    {
        findings ??= new FileFindings(file, path);
        var reader = new QuestionReader(file, index);
        var drafts = new List<QuestionDraft>();
        var (hasQuestion, hasAnswer, first) = (false, file.Answer is null, (Row?)null);
        foreach (var row in RowFile.Read(path, file.Columns))
        {
            first ??= row;
            hasQuestion |= row.Find(file.Question) is { IsNull: false };
            hasAnswer |= row.Find(file.Answer ?? file.Question) is { IsNull: false };
            drafts.Add(Guarded(row, () => reader.Read(row)));
        }

        if (first is not null && !(hasQuestion && hasAnswer))
        {
            throw first.Failure("EMPO2012", $"it has no '{(hasQuestion ? file.Answer : file.Question)}', and no row of the file has", Remedy);
        }

        var prefills = file.RepliesArePrefills ?? FinalReplies.ArePrefills([.. drafts.Where(draft => draft.Reply is not null).Select(draft => (draft.Reply!.Content, draft.Label))]);
        return [.. drafts.Select(draft => reader.Finish(draft, prefills, findings))];
    }

    private static QuestionDraft Guarded(Row row, Func<QuestionDraft> read)
    {
        try
        {
            return read();
        }
        catch (FormatException exception)
        {
            throw row.Failure("EMPO2012", exception.Message, Remedy);
        }
    }
}
