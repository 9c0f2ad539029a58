namespace Empo;

/// <summary>
/// An error that the user can fix: bad input, a machine that lacks something, a full disk. It becomes one canonical MSBuild line with file,
/// line, code, reason and remedy. Any other exception is a defect of ours and keeps its stack trace.
/// </summary>
/// <param name="code">EMPOnnnn: 10xx experiment, 20xx dataset, 30xx model, 40xx artifacts, 50xx guard, 60xx machine and build.</param>
/// <param name="what">What happened, why, and what to do: whole sentences on one line. Passwords in addresses are left out.</param>
/// <param name="file">The file the user should open, or null.</param>
/// <param name="line">One-based line, or 0.</param>
/// <param name="column">One-based column, or 0.</param>
public sealed class UserError(string code, string what, string? file = null, int line = 0, int column = 0, Exception? cause = null)
    : Exception(ShownAddress.In(what), cause)
{
    public string Code { get; } = code;

    public string? File { get; } = file;

    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>The line that MSBuild and editors understand: <c>file(line,col): error CODE: text</c>.</summary>
    public string ToCanonicalLine() => Canonical("error", Code, Message, File, Line, Column);

    /// <summary>A canonical line of any kind; <paramref name="kind"/> is <c>error</c> or <c>warning</c>.</summary>
    public static string Canonical(string kind, string code, string text, string? file = null, int line = 0, int column = 0)
    {
        var origin = file is null ? "Empo.Pipeline " : line > 0 ? $"{file}({line},{Math.Max(column, 1)})" : file;
        return $"{origin}: {kind} {code}: {ShownAddress.In(text).ReplaceLineEndings(" ")}";
    }
}
