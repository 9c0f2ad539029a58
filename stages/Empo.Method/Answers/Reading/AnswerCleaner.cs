using System.Buffers;
using System.Text.RegularExpressions;
using Empo.Method.Answers.Extraction;

namespace Empo.Method.Answers.Reading;

/// <summary>Rewrites equivalent spellings into one before tokenizing: Unicode signs, layout commands, dollar signs.</summary>
internal static partial class AnswerCleaner
{
    // The patterns here and in later steps may try every way to split a run of spaces, so runs must be short.
    private const string MaxRun = "        ";

    private static readonly SearchValues<string> Delimiters = SearchValues.Create(
        ["$", @"\(", @"\)", @"\[", @"\]"],
        StringComparison.Ordinal
    );

    /// <summary>The answer in plain ASCII LaTeX without math delimiters, layout and closing punctuation.</summary>
    public static string Clean(string answer)
    {
        string cleaned = UnicodeSigns.Spell(VisibleText.Of(answer));
        if (!cleaned.Contains("\\begin", StringComparison.Ordinal) && cleaned.Contains(@"\\", StringComparison.Ordinal))
        {
            cleaned = LineBreak().Replace(DoubledBackslash().Replace(cleaned, @"\"), ", ");
        }

        cleaned = MoneySigns.Unify(cleaned.Replace(@"\_", "_", StringComparison.Ordinal));
        cleaned = (cleaned.AsSpan().ContainsAny(Delimiters) ? Dollars().Replace(cleaned, " ") : cleaned).Trim();
        if (cleaned.Contains(MaxRun, StringComparison.Ordinal))
        {
            cleaned = Run().Replace(cleaned, MaxRun);
        }

        if (cleaned.Contains("**", StringComparison.Ordinal))
        {
            cleaned = Emphasis().Replace(PythonPower().Replace(cleaned, "^"), "");
        }

        if (cleaned.Contains(@"\text", StringComparison.OrdinalIgnoreCase))
        {
            cleaned = Announcement().Replace(cleaned, "");
        }

        cleaned = SpellingVariants.Unify(cleaned);
        return NumberWords.Unify(cleaned.Trim(' ').TrimEnd('.', ',', ';', ':', ' ').Trim(' ', '`', '"'));
    }

    [GeneratedRegex(@"\\\\(?=[a-zA-Z!,;:{}%$()\[\]|])")]
    private static partial Regex DoubledBackslash();

    [GeneratedRegex(@"\\\\(?=\s|$)")]
    private static partial Regex LineBreak();

    // \$ is money, $ delimits mathematics, \( \) \[ \] likewise; none of them changes the meaning of an answer.
    [GeneratedRegex(@"\\?\$|(?<!\\)\\[()\[\]]")]
    private static partial Regex Dollars();

    // 2**3 is a power; any other pair of stars is bold type.
    [GeneratedRegex(@"(?<=[A-Za-z0-9)])(?:\*\*| \*\* )(?=-?[A-Za-z0-9(])")]
    private static partial Regex PythonPower();

    [GeneratedRegex(@" {8,}")]
    private static partial Regex Run();

    [GeneratedRegex(@"\*\*")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"^\s*\\text\{\s*(?:The\s+)?(?:final\s+)?answer\s*(?:is)?\s*:?\s*\}", RegexOptions.IgnoreCase)]
    private static partial Regex Announcement();
}
