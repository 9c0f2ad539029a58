using System.Text.Encodings.Web;
using System.Text.Json;
using Empo.Experiments.Execution;
using Empo.Stages.Rows;

namespace Empo.Stages.Datasets;

/// <summary>The questions of one file: flat rows, verl's rows (a <c>prompt</c> of messages, <c>reward_model.ground_truth</c>) and conversations.</summary>
internal static class QuestionFile
{
    private const string Remedy = "Mend the row, or correct the columns in the dataset manifest.";

    private static readonly JsonSerializerOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The questions of a file in its order.</summary>
    /// <param name="file">Which columns to read.</param>
    /// <param name="index">Its place in the manifest.</param>
    /// <param name="path">Absolute path.</param>
    /// <exception cref="StageFailure">EMPO2012 at a row that lacks a column or has something else in it; EMPO2030 to EMPO2033 as <see cref="RowFile.Read"/>.</exception>
    public static IEnumerable<DatasetQuestion> Read(DataFile file, int index, string path) =>
        RowFile.Read(path, file.Columns).Select(row => Read(file, index, row));

    private static DatasetQuestion Read(DataFile file, int index, Row row)
    {
        try
        {
            var text = Trimmed(file, QuestionText(Find(row, file.Question)));
            var answer = file.Answer is { } column ? Find(row, column) : null;
            var choices = file.Options is { } options ? Choices.Of(Find(row, options)) : null;
            return new DatasetQuestion(file.Split, choices is null ? text : choices.Below(text), answer is null ? null : choices?.Letter(answer) ?? AnswerText(answer, file.Answer!))
            {
                Origin = new QuestionOrigin(index, row.Number, file.Source is { } source ? Scalar(row, source) : null, file.Id is { } id ? Scalar(row, id) : null, Extras(file, row)),
            };
        }
        catch (FormatException exception)
        {
            throw row.Failure("EMPO2012", exception.Message, Remedy);
        }
    }

    private static RowValue Find(Row row, string path) => row.Find(path) is { IsNull: false } value ? value : throw new FormatException($"it has no '{path}'");

    private static string Scalar(Row row, string path) => Find(row, path).Scalar ?? throw new FormatException($"'{path}' holds neither text nor a number");

    private static string QuestionText(RowValue value) =>
        value.Text ?? Conversation.LastQuestion(value) ?? throw new FormatException("the question is neither text nor a list of messages with a user's turn");

    private static string AnswerText(RowValue value, string path)
    {
        if (Conversation.LastReply(value) is { } reply)
        {
            return reply;
        }

        var first = value.Items is [var item, ..] ? item : value;
        return first.Scalar ?? throw new FormatException($"'{path}' holds neither text nor a number");
    }

    private static string Trimmed(DataFile file, string question)
    {
        if (question.StartsWith(file.RemovePrefix, StringComparison.Ordinal))
        {
            question = question[file.RemovePrefix.Length..];
        }

        if (question.EndsWith(file.RemoveSuffix, StringComparison.Ordinal))
        {
            question = question[..^file.RemoveSuffix.Length];
        }

        return string.IsNullOrWhiteSpace(question) ? throw new FormatException($"'{file.Question}' is empty") : question;
    }

    private static string? Extras(DataFile file, Row row) =>
        file.Extras.Count == 0 ? null : JsonSerializer.Serialize(file.Extras.ToDictionary(path => path, path => row.Find(path)?.Scalar), Layout);
}
