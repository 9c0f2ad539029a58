
namespace Empo.Stages.Rows;

/// <summary>The words of messages about a kind of odd row.</summary>
/// <param name="Word">The word in counts and metrics.</param>
/// <param name="Phrase">The phrase after "left out as" or "are".</param>
/// <param name="Remedy">A whole sentence; null where the kind of file has its own (<see cref="FileWords.ColumnRemedy"/>).</param>
/// <param name="Code">Code of the error where no row may be odd; null for <see cref="FileWords.RowCode"/>.</param>
internal sealed record FaultWords(string Word, string Phrase, string? Remedy, string? Code = null)
{
    private const string Quoting = "Write the file as RFC 4180 has it: quotes around a whole field, a quote within it doubled.";

    public static IReadOnlyDictionary<RowFault, FaultWords> Faults { get; } =
        new Dictionary<RowFault, FaultWords>
        {
            [RowFault.Malformed] = new("malformed", "malformed JSON", "Fix or remove the row."),
            [RowFault.CutOff] = new(
                "cut_off",
                "cut off",
                "The program that wrote it was stopped; let it write the row again if it matters."
            ),
            [RowFault.NotAnObject] = new("not_an_object", "no object", "A row is an object: {\"column\": value, …}. Fix or remove it."),
            [RowFault.TooLong] = new("too_long_row", "too long", "Check that the file is what its extension says.", "EMPO2070"),
            [RowFault.Undecodable] = new("undecodable", "damaged text", "Write the row again, or remove it."),
            [RowFault.ZeroBytes] = new(
                "zero_bytes",
                "bytes of zero",
                "A crash of the machine leaves them; rows that stood there are lost."
            ),
            [RowFault.FieldCount] = new("field_count", "records with another number of fields", Quoting, "EMPO2030"),
            [RowFault.Quote] = new("quote", "records with a wrong quote", Quoting, "EMPO2030"),
            [RowFault.RepeatedHeader] = new(
                "repeated_header",
                "a repeated first line",
                "Files were joined with their first lines; nothing is lost.",
                "EMPO2030"
            ),
            [RowFault.Missing] = new("missing_value", "lacking a value", null),
            [RowFault.NotANumber] = new("nan", "NaN where a value is needed", null),
            [RowFault.WrongValue] = new("wrong_value", "holding something else", null),
            [RowFault.FailedRequest] = new("failed_request", "failed requests", "Ask again if the questions matter."),
        };

    public static IReadOnlyDictionary<RowRemark, FaultWords> Remarks { get; } =
        new Dictionary<RowRemark, FaultWords>
        {
            [RowRemark.NoText] = new("no_text", "responses without text", "They count as responses without an answer."),
            [RowRemark.RepeatedName] = new("repeated_name", "rows with a name that occurs twice", "The last value counts."),
            [RowRemark.LostText] = new(
                "lost_text",
                "rows with U+FFFD (�)",
                "It stands for text that was lost before the file was written; they are used as they are."
            ),
            [RowRemark.NoLogProbs] = new(
                "no_log_probs",
                "responses with log-probabilities that are null, NaN or infinite",
                "The log-probabilities of these responses are not used."
            ),
            [RowRemark.UnknownFinish] = new("unknown_finish", "responses with a finish reason that is not known", "They count as whole."),
            [RowRemark.LostResponse] = new(
                "lost_response",
                "rows with a response that is left out beside others",
                "Their questions have fewer responses."
            ),
            [RowRemark.OpenList] = new(
                "open_list",
                "lists without a closing bracket",
                "The program that wrote the file was stopped; rows may be missing."
            ),
        };
}
