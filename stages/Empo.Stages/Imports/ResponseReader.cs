using Empo.Stages.Rows;

namespace Empo.Stages.Imports;

/// <summary>Finds the responses of a row, and distinguishes a response without text from a request without a response.</summary>
/// <param name="columns">Where the recording keeps each value.</param>
/// <param name="odd">Collects remarks on odd responses that are used anyway.</param>
internal sealed class ResponseReader(RecordingColumns columns, OddRows odd)
{
    /// <summary>The row's responses. One without text gets an empty text and a remark.</summary>
    /// <exception cref="OddRowException">The row has no response.</exception>
    public IReadOnlyList<ImportedText> Read(Row row)
    {
        var (path, reasonPath) = Paths(row);
        var values = RecordingPath.Values(row, path);
        var reasons = reasonPath is null ? null : RecordingPath.Values(row, reasonPath);
        if (values is null or { Count: 0 } || values.All(IsEmpty))
        {
            values = Unanswered(row, path, values, reasons);
        }

        var (texts, lost) = (new List<ImportedText>(), (OddRowException?)null);
        for (var choice = 0; choice < values.Count; choice++)
        {
            try
            {
                var text = Text(row, path, values[choice], choice, RecordingPath.At(reasons, choice));
                texts.Add(new ImportedText(choice, text, Reason(row, RecordingPath.At(reasons, choice))));
            }
            catch (OddRowException exception)
            {
                lost ??= exception;
            }
        }

        if (lost is not null)
        {
            odd.Remark(RowRemark.LostResponse, texts.Count > 0 ? row.Odd(lost.Message) : throw lost);
        }

        return texts;
    }

    /// <summary>
    /// The paths of the responses and their finish reasons; another place of the format where the row has nothing at the first.
    /// </summary>
    private (string Response, string? FinishReason) Paths(Row row)
    {
        foreach (var (response, reason) in columns.Otherwise)
        {
            if (
                RecordingPath.Values(row, columns.Response!)?.All(value => value.IsNull) != false
                && RecordingPath.Values(row, response)?.All(value => value.IsNull) == false
            )
            {
                return (response, reason);
            }
        }

        return (columns.Response!, columns.FinishReason);
    }

    /// <summary>The values of a row in which no response has a text.</summary>
    /// <exception cref="OddRowException">The row reports an error, or it has no response at all.</exception>
    private static IReadOnlyList<RowValue> Unanswered(
        Row row,
        string path,
        IReadOnlyList<RowValue>? values,
        IReadOnlyList<RowValue>? reasons
    )
    {
        if (FailedRequest.MessageOf(row) is { } message)
        {
            throw new OddRowException(RowFault.FailedRequest, $"the server said: {message}");
        }

        if (values is { Count: > 0 })
        {
            return values;
        }

        return reasons is { Count: > 0 } || ResponseText.IsMessage(RecordingPath.Parent(row, path, 0))
            ? [RowValue.Null]
            : throw new OddRowException(RowFault.Missing, $"it has no '{path}', so there is no response");
    }

    private string Text(Row row, string path, RowValue value, int choice, RowValue? reason)
    {
        if (!value.IsNull && !value.IsNotANumber)
        {
            var text = ResponseText.Of(value) ?? throw new OddRowException(RowFault.WrongValue, WhyNoText(path, value));
            return text.Length == 0 && value.Text is null ? WithoutText(row, "its message has no text") : text;
        }

        // A model that was cut off while it was still thinking has no text yet. That is a response too, and the worst one.
        return reason?.Scalar is { } word ? WithoutText(row, $"it has no text, and ended with '{word}'")
            : ResponseText.IsMessage(RecordingPath.Parent(row, path, choice)) ? WithoutText(row, "its message has no text")
            : throw new OddRowException(
                value.IsNull ? RowFault.Missing : RowFault.NotANumber,
                $"its '{path}' is {(value.IsNull ? "null" : "NaN")}"
            );
    }

    private static string WhyNoText(string path, RowValue value) =>
        value.Items is { Count: > 0 } items && items.All(item => item.Text is not null)
            ? $"'{path}' is a list of texts; with {path}.* each is a response"
            : $"'{path}' is no text";

    private string WithoutText(Row row, string why)
    {
        odd.Remark(RowRemark.NoText, row.Odd(why));
        return "";
    }

    private string Reason(Row row, RowValue? reason)
    {
        if (reason?.Text is not { Length: > 0 } word)
        {
            return FinishReasons.Stop;
        }

        if (FinishReasons.Of(word) is { } known)
        {
            return known;
        }

        odd.Remark(RowRemark.UnknownFinish, row.Odd($"'{word}'"));
        return FinishReasons.Stop;
    }

    private static bool IsEmpty(RowValue value) => value.IsNull || value.IsNotANumber || value.Text?.Length == 0;
}
