using Empo.Stages.Rows;

namespace Empo.Stages.Imports;

/// <summary>The error that a server, or the program that called it, recorded in place of a response.</summary>
internal static class FailedRequest
{
    /// <summary>Where batch files and scripts keep the error. A body counts only where it is the body of an error.</summary>
    private static readonly string[] Paths = ["error", "response.error", "response.body.error", "body.error"];

    private static readonly string[] Bodies = ["response.body", "response", "body"];

    private static readonly string[] Statuses = ["response.status_code", "status_code"];

    /// <summary>Columns that are read in addition to those of the recording.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["error", "body", "status_code"];

    /// <summary>The server's own message with its kind and status; null where the row reports no error.</summary>
    public static string? MessageOf(Row row)
    {
        var status = Statuses.Select(path => row.Find(path)?.Integer).FirstOrDefault(code => code is not null and not (>= 200 and < 300));
        var message = Paths.Select(path => Text(row.Find(path))).FirstOrDefault(text => text is not null)
            ?? Bodies
                .Select(row.Find)
                .Where(body =>
                    body?.Fields?.GetValueOrDefault("object")?.Text == "error"
                    || (status is not null && body?.Fields?.ContainsKey("message") == true)
                )
                .Select(Text)
                .FirstOrDefault(text => text is not null);
        return status is null ? message : $"status {status}: {message ?? "no message"}";
    }

    private static string? Text(RowValue? error)
    {
        if (error?.Scalar is { } text)
        {
            return text.Trim().Length > 0 && text != "false" ? text.Trim() : null;
        }

        if (error?.Fields is not { } fields)
        {
            return null;
        }

        var message = Text(fields.GetValueOrDefault("message"))
            ?? Text(fields.GetValueOrDefault("error"))
            ?? Text(fields.GetValueOrDefault("detail"));
        string[] kinds =
        [
            .. new[] { "type", "code" }
                .Select(name => fields.GetValueOrDefault(name)?.Scalar)
                .OfType<string>()
                .Where(kind => kind.Length > 0),
        ];
        return message is null && kinds.Length == 0
            ? null
            : $"{message ?? "no message"}{(kinds.Length == 0 ? "" : $" ({string.Join(", ", kinds)})")}";
    }
}
