namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Formulas in a text: <c>$$…$$</c> and <c>\[…\]</c> over lines, <c>$…$</c> and <c>\(…\)</c> on one line. It makes one pass: the end of an
/// unclosed delimiter is searched for only once.
/// </summary>
internal static class FormulaScanner
{
    /// <summary>The places of the formulas, delimiters included, in order.</summary>
    public static List<TextPlace> Find(string text)
    {
        List<TextPlace> formulas = [];
        Dictionary<string, int>? missingUntil = null;
        for (int position = NextMark(text, 0); position < text.Length; position = NextMark(text, position))
        {
            string? close = CloseOf(text, position);
            bool isMissing = close is null || missingUntil?.GetValueOrDefault(close) > position;
            (int end, int stop) = isMissing ? (-1, 0) : FindClose(text, position + close!.Length, close);
            if (end > 0)
            {
                formulas.Add(new TextPlace(position, end - position));
                position = end;
                continue;
            }

            if (!isMissing)
            {
                missingUntil ??= new Dictionary<string, int>(StringComparer.Ordinal);
                missingUntil[close!] = stop;
            }

            position += text[position] == '\\' ? 2 : 1;
        }

        return formulas;
    }

    /// <summary>The text with each formula replaced by a space.</summary>
    public static string Without(string text, List<TextPlace> formulas)
    {
        if (formulas.Count == 0)
        {
            return text;
        }

        System.Text.StringBuilder rest = new(text.Length);
        int position = 0;
        foreach (TextPlace formula in formulas)
        {
            rest.Append(text, position, formula.Start - position).Append(' ');
            position = formula.End;
        }

        return rest.Append(text, position, text.Length - position).ToString();
    }

    // The next position at which a formula may begin, or the end.
    private static int NextMark(string text, int position)
    {
        int distance = position < text.Length ? text.AsSpan(position).IndexOfAny('$', '\\') : -1;
        return distance < 0 ? text.Length : position + distance;
    }

    private static string? CloseOf(string text, int position)
    {
        ReadOnlySpan<char> rest = text.AsSpan(position);
        return rest switch
        {
            _ when rest.StartsWith("$$") => "$$",
            _ when rest[0] == '$' => "$",
            _ when rest.StartsWith(@"\[") => @"\]",
            _ when rest.StartsWith(@"\(") => @"\)",
            _ => null,
        };
    }

    // The position after the closing delimiter; or -1 and the position up to which there is none (the line's end for inline formulas).
    private static (int End, int Stop) FindClose(string text, int position, string close)
    {
        bool isInline = close is "$" or @"\)";
        for (int i = position; i < text.Length; i++)
        {
            if (isInline && text[i] == '\n')
            {
                return (-1, i);
            }

            if (text.AsSpan(i).StartsWith(close) && i > position && !(close == "$" && IsMoney(text, position, i + 1)))
            {
                return (i + close.Length, i);
            }

            // \$ is not a delimiter.
            i += text[i] == '\\' ? 1 : 0;
        }

        return (-1, text.Length);
    }

    // "$5 and then $10"
    private static bool IsMoney(string text, int first, int behind) =>
        char.IsAsciiDigit(text[first]) && behind < text.Length && char.IsAsciiDigit(text[behind]);
}
