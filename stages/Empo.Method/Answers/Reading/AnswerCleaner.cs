using System.Text.RegularExpressions;

namespace Empo.Method.Answers;

/// <summary>Rewrites the many spellings of one thing into one before tokens are made: Unicode signs, layout commands, dollar signs.</summary>
internal static partial class AnswerCleaner
{
    /// <summary>The answer in plain ASCII LaTeX without math delimiters, layout and closing punctuation.</summary>
    public static string Clean(string answer)
    {
        string cleaned = UnicodeSigns.Spell(VisibleText.Of(answer));
        if (!cleaned.Contains("\\begin", StringComparison.Ordinal) && cleaned.Contains(@"\\", StringComparison.Ordinal))
        {
            cleaned = LineBreak().Replace(DoubledBackslash().Replace(cleaned, @"\"), ", ");
        }

        cleaned = MoneySigns.Unify(cleaned.Replace(@"\_", "_", StringComparison.Ordinal));
        cleaned = Dollars().Replace(cleaned, " ").Trim();
        cleaned = Emphasis().Replace(PythonPower().Replace(cleaned, "^"), "");
        cleaned = Announcement().Replace(cleaned, "");
        cleaned = SpellingVariants.Unify(cleaned);
        return NumberWords.Unify(cleaned.Trim(' ').TrimEnd('.', ',', ';', ':', ' ').Trim(' ', '`', '"'));
    }

    [GeneratedRegex(@"\\\\(?=[a-zA-Z!,;:{}%$()\[\]|])")]
    private static partial Regex DoubledBackslash();

    [GeneratedRegex(@"\\\\(?=\s|$)")]
    private static partial Regex LineBreak();

    // \$ is money, $ delimits mathematics, \( \) \[ \] likewise; none of them changes what an answer says.
    [GeneratedRegex(@"\\?\$|(?<!\\)\\[()\[\]]")]
    private static partial Regex Dollars();

    // 2**3 is a power; any other pair of stars is bold type.
    [GeneratedRegex(@"(?<=[A-Za-z0-9)])\*\*(?=-?[A-Za-z0-9(])")]
    private static partial Regex PythonPower();

    [GeneratedRegex(@"\*\*")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"^\s*\\text\{\s*(?:The\s+)?(?:final\s+)?answer\s*(?:is)?\s*:?\s*\}", RegexOptions.IgnoreCase)]
    private static partial Regex Announcement();
}
