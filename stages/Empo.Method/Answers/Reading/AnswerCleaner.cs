using System.Text;
using System.Text.RegularExpressions;

namespace Empo.Method.Answers;

/// <summary>Rewrites the many spellings of one thing into one before tokens are made: Unicode signs, layout commands, dollar signs.</summary>
internal static partial class AnswerCleaner
{
    private static readonly Dictionary<char, string> Unicode = new()
    {
        ['π'] = @"\pi ",
        ['∞'] = @"\infty ",
        ['≤'] = @"\le ",
        ['⩽'] = @"\le ",
        ['≥'] = @"\ge ",
        ['⩾'] = @"\ge ",
        ['≠'] = @"\ne ",
        ['≈'] = @"\approx ",
        ['×'] = @"\times ",
        ['·'] = @"\cdot ",
        ['⋅'] = @"\cdot ",
        ['∙'] = @"\cdot ",
        ['÷'] = @"\div ",
        ['−'] = "-",
        ['–'] = "-",
        ['±'] = @"\pm ",
        ['∓'] = @"\mp ",
        ['√'] = @"\sqrt ",
        ['°'] = @"^{\circ}",
        ['º'] = @"^{\circ}",
        ['∪'] = @"\cup ",
        ['∩'] = @"\cap ",
        ['∖'] = @"\setminus ",
        ['∈'] = @"\in ",
        ['∅'] = @"\emptyset ",
        ['α'] = @"\alpha ",
        ['β'] = @"\beta ",
        ['γ'] = @"\gamma ",
        ['δ'] = @"\delta ",
        ['θ'] = @"\theta ",
        ['λ'] = @"\lambda ",
        ['μ'] = @"\mu ",
        ['σ'] = @"\sigma ",
        ['φ'] = @"\phi ",
        ['ω'] = @"\omega ",
        ['²'] = "^{2}",
        ['³'] = "^{3}",
        ['½'] = @"\frac{1}{2}",
        ['¼'] = @"\frac{1}{4}",
        ['¾'] = @"\frac{3}{4}",
        ['⌊'] = @"\lfloor ",
        ['⌋'] = @"\rfloor ",
        ['⌈'] = @"\lceil ",
        ['⌉'] = @"\rceil ",
        ['℃'] = @"^{\circ}",
        ['€'] = " ",
        ['£'] = " ",
        ['∣'] = "|",
        ['，'] = ",",
        ['（'] = "(",
        ['）'] = ")",
        ['\u00A0'] = " ",
        ['\u200B'] = "",
        ['\u2009'] = " ",
    };

    /// <summary>The answer in plain ASCII LaTeX without math delimiters, layout and closing punctuation.</summary>
    public static string Clean(string answer)
    {
        StringBuilder text = new(answer.Length + 16);
        for (int i = 0; i < answer.Length; i++)
        {
            char character = answer[i];
            if (character > 126 && Unicode.TryGetValue(character, out string? spelled))
            {
                text.Append(spelled);
                continue;
            }

            text.Append(character is '\n' or '\r' or '\t' ? ' ' : character);
        }

        string cleaned = text.ToString();
        if (!cleaned.Contains("\\begin", StringComparison.Ordinal) && cleaned.Contains(@"\\", StringComparison.Ordinal))
        {
            cleaned = LineBreak().Replace(DoubledBackslash().Replace(cleaned, @"\"), ", ");
        }

        cleaned = cleaned.Replace(@"\_", "_", StringComparison.Ordinal);
        cleaned = Dollars().Replace(cleaned, " ").Trim();
        cleaned = Emphasis().Replace(PythonPower().Replace(cleaned, "^"), "");
        cleaned = Announcement().Replace(cleaned, "");
        return cleaned.Trim(' ').TrimEnd('.', ',', ';', ':', ' ').Trim();
    }

    [GeneratedRegex(@"\\\\(?=[a-zA-Z!,;:{}%$()\[\]|])")]
    private static partial Regex DoubledBackslash();

    [GeneratedRegex(@"\\\\(?=\s|$)")]
    private static partial Regex LineBreak();

    // \$ is money, $ delimits mathematics, \( \) \[ \] likewise; none of them changes what an answer says.
    [GeneratedRegex(@"\\?\$|(?<!\\)\\[()\[\]]")]
    private static partial Regex Dollars();

    // 2**3 is a power; any other pair of stars is bold type.
    [GeneratedRegex(@"(?<=[A-Za-z0-9)])\*\*(?=[A-Za-z0-9(])")]
    private static partial Regex PythonPower();

    [GeneratedRegex(@"\*\*")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"^\s*\\text\{\s*(?:The\s+)?(?:final\s+)?answer\s*(?:is)?\s*:?\s*\}", RegexOptions.IgnoreCase)]
    private static partial Regex Announcement();
}
