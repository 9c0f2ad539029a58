using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Lines that are an option: <c>C</c>, <c>C. twelve</c>, <c>(b) Gamma</c>, <c>Option C</c>. A list of all options is not a choice.
/// </summary>
internal static partial class OptionLines
{
    private const int MaxLines = 200;

    /// <summary>
    /// The letter of the last line, or of the only such line; null where the lines are a list of options or there is none.
    /// </summary>
    public static string? Letter(string text)
    {
        string[] lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(MaxLines)];
        List<(int Line, char Letter)> options = [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (Option().Match(lines[i]) is { Success: true } option)
            {
                options.Add((i, char.ToUpperInvariant(option.Groups["letter"].Value[0])));
            }
        }

        if (options.Count == 0)
        {
            return null;
        }

        (int line, char letter) = options[^1];
        bool isOnly = options.All(option => option.Letter == letter);
        bool isLast = line == lines.Length - 1 && !(options.Count > 1 && options[^2] == (line - 1, (char)(letter - 1)));
        return isOnly || isLast ? letter.ToString() : null;
    }

    // A letter, a mark and a text; without a text also the letter alone. "A dog", "I think" and "C = 5" are not options, nor is "A. Smith"
    // or "e.g.".
    [GeneratedRegex(
        @"^(?:[-•>#]\s?|\d{1,3}[.)]\s)?(?i:(?:so|thus|therefore|hence),?\s)?(?i:(?:the\s)?(?:final\s|correct\s)?(?:option|choice"
            + @"|answer)\s?:?\s?)?(?:[(\[{]\s?(?<letter>[A-Ja-j])\s?[)\]}](?!\s?(?:,|and\b|or\b|to\b|is\b|are\b))(?:[.:,]?\s.*|[.:]?"
            + @"|(?=[^\sA-Za-z\d(])[^\n]*)|(?<letter>[A-J])(?:\s?[.):](?:[^!-~].*)?|\)\S.*|\s[-–—]\s.*|,.*)|(?<letter>[A-Ja-j])[.)]?)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Option();
}
