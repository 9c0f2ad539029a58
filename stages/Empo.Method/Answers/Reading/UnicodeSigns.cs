using System.Text;

namespace Empo.Method.Answers.Reading;

/// <summary>Replaces Unicode signs by the equivalent LaTeX; adjacent superscripts or subscripts become one group.</summary>
internal static class UnicodeSigns
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ";
    private const string Subscripts = "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙ";
    private const string Plain = "0123456789+-()n";

    private static readonly Dictionary<char, string> Spellings = new()
    {
        ['∞'] = @"\infty ",
        ['≤'] = @"\le ",
        ['⩽'] = @"\le ",
        ['≥'] = @"\ge ",
        ['⩾'] = @"\ge ",
        ['≠'] = @"\ne ",
        ['≈'] = @"\approx ",
        ['≡'] = @"\equiv ",
        ['×'] = @"\times ",
        ['·'] = @"\cdot ",
        ['⋅'] = @"\cdot ",
        ['∙'] = @"\cdot ",
        ['÷'] = @"\div ",
        ['±'] = @"\pm ",
        ['∓'] = @"\mp ",
        ['−'] = "-",
        ['–'] = "-",
        ['‐'] = "-",
        ['‑'] = "-",
        ['√'] = @"\sqrt ",
        ['∛'] = @"\sqrt[3]",
        ['∜'] = @"\sqrt[4]",
        ['°'] = @"^{\circ}",
        ['º'] = @"^{\circ}",
        ['℃'] = @"^{\circ}C",
        ['∪'] = @"\cup ",
        ['∩'] = @"\cap ",
        ['∖'] = @"\setminus ",
        ['∈'] = @"\in ",
        ['∅'] = @"\emptyset ",
        ['∨'] = @"\lor ",
        ['∧'] = @"\land ",
        ['ℝ'] = @"\mathbb{R}",
        ['ℤ'] = @"\mathbb{Z}",
        ['ℕ'] = @"\mathbb{N}",
        ['ℚ'] = @"\mathbb{Q}",
        ['ℂ'] = @"\mathbb{C}",
        ['π'] = @"\pi ",
        ['α'] = @"\alpha ",
        ['β'] = @"\beta ",
        ['γ'] = @"\gamma ",
        ['δ'] = @"\delta ",
        ['ε'] = @"\epsilon ",
        ['ϵ'] = @"\epsilon ",
        ['θ'] = @"\theta ",
        ['λ'] = @"\lambda ",
        ['μ'] = @"\mu ",
        ['µ'] = @"\micro ",
        ['ν'] = @"\nu ",
        ['ρ'] = @"\rho ",
        ['σ'] = @"\sigma ",
        ['τ'] = @"\tau ",
        ['φ'] = @"\phi ",
        ['ϕ'] = @"\phi ",
        ['ψ'] = @"\psi ",
        ['ω'] = @"\omega ",
        ['Γ'] = @"\Gamma ",
        ['Δ'] = @"\Delta ",
        ['Σ'] = @"\Sigma ",
        ['Φ'] = @"\Phi ",
        ['Ω'] = @"\Omega ",
        ['∑'] = @"\sum ",
        ['∏'] = @"\prod ",
        ['∫'] = @"\int ",
        ['∠'] = @"\angle ",
        ['△'] = @"\triangle ",
        ['½'] = @"\frac{1}{2}",
        ['¼'] = @"\frac{1}{4}",
        ['¾'] = @"\frac{3}{4}",
        ['⅓'] = @"\frac{1}{3}",
        ['⅔'] = @"\frac{2}{3}",
        ['⅕'] = @"\frac{1}{5}",
        ['⅛'] = @"\frac{1}{8}",
        ['⌊'] = @"\lfloor ",
        ['⌋'] = @"\rfloor ",
        ['⌈'] = @"\lceil ",
        ['⌉'] = @"\rceil ",
        ['⟨'] = "(",
        ['⟩'] = ")",
        ['∣'] = "|",
        ['′'] = "'",
        ['″'] = "''",
        ['‘'] = "'",
        ['’'] = "'",
        ['⁄'] = "/",
        ['∕'] = "/",
        ['\u2126'] = @"\Omega ",
        ['\u212B'] = "Å",
        ['\u212A'] = "K",
        ['℉'] = @"^{\circ}F",
        ['⇒'] = @"\implies ",
        ['⟹'] = @"\implies ",
        ['⇔'] = @"\iff ",
        ['⟺'] = @"\iff ",
        ['⊂'] = @"\subset ",
        ['⊆'] = @"\subseteq ",
        ['⊃'] = @"\supset ",
        ['⊇'] = @"\supseteq ",
        ['∉'] = @"\notin ",
        ['⊥'] = @"\perp ",
        ['∥'] = @"\parallel ",
        ['¬'] = @"\neg ",
        ['…'] = @"\dots ",
        ['→'] = @"\to ",
        ['、'] = ",",
        ['∶'] = ":",
        ['。'] = ".",
        ['€'] = @"\money{EUR} ",
        ['£'] = @"\money{GBP} ",
        ['₹'] = @"\money{INR} ",
        ['₩'] = @"\money{KRW} ",
        ['₽'] = @"\money{RUB} ",
        ['¥'] = @"\money{CJY} ",
        ['￥'] = @"\money{CJY} ",
        ['“'] = "",
        ['”'] = "",
        ['\u00A0'] = " ",
        ['\u2009'] = " ",
        ['\u202F'] = " ",
        ['\u3000'] = " ",
        ['\u200B'] = "",
        ['\u200C'] = "",
        ['\u200D'] = "",
        ['\u200E'] = "",
        ['\u200F'] = "",
        ['\u2060'] = "",
        ['\u2061'] = "",
        ['\u2062'] = "",
        ['\u2063'] = "",
        ['\uFEFF'] = "",
        ['\u00AD'] = "",
        ['\u202A'] = "",
        ['\u202B'] = "",
        ['\u202C'] = "",
        ['\u202D'] = "",
        ['\u202E'] = "",
        ['\u2066'] = "",
        ['\u2067'] = "",
        ['\u2068'] = "",
        ['\u2069'] = "",
        [UnitMarker.Open] = "",
        [UnitMarker.Close] = "",
        ['\u2007'] = " ",
        ['\u2008'] = " ",
        ['\u200A'] = " ",
        ['\u2002'] = " ",
        ['\u2003'] = " ",
        ['\n'] = " ",
        ['\r'] = " ",
        ['\t'] = " ",
    };

    /// <summary>The answer with its signs spelt out and its line breaks and tabs as spaces.</summary>
    public static string Spell(string answer)
    {
        if (!answer.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return answer;
        }

        answer = Composed(answer);
        StringBuilder text = new(answer.Length + 16);
        for (int i = 0; i < answer.Length; i++)
        {
            char character = answer[i];
            if (character is >= '\uFF01' and <= '\uFF5E' and not '￥')
            {
                // Full-width letters, digits and signs.
                character = (char)(character - 0xFEE0);
            }

            // Micrometres and similar units; elsewhere the sign is the Greek letter.
            if (character is 'μ' && i + 1 < answer.Length && (char.IsAsciiLetter(answer[i + 1]) || answer[i + 1] is 'Ω' or '\u2126'))
            {
                character = 'µ';
            }

            if (character is > ' ' and < '\u007F')
            {
                text.Append(character);
            }
            else if (Raised(Superscripts, answer, i) is var power and > 0)
            {
                Append(text.Append("^{"), Superscripts, answer.AsSpan(i, power));
                i += power - 1;
            }
            else if (Raised(Subscripts, answer, i) is var index and > 0)
            {
                Append(text.Append("_{"), Subscripts, answer.AsSpan(i, index));
                i += index - 1;
            }
            else
            {
                text.Append(Spellings.TryGetValue(character, out string? spelled) ? spelled : character.ToString());
            }
        }

        return text.ToString();
    }

    // Accents belong to their letters, regardless of how they were typed.
    private static string Composed(string answer)
    {
        if (Ascii.IsValid(answer))
        {
            return answer;
        }

        StringBuilder? composed = null;
        for (int i = 1; i < answer.Length; i++)
        {
            char left = composed is null ? answer[i - 1] : composed[^1];
            if (CombinedLetters.Of(left, answer[i]) is { } letter)
            {
                composed ??= new StringBuilder(answer, 0, i, answer.Length);
                composed[^1] = letter;
            }
            else
            {
                composed?.Append(answer[i]);
            }
        }

        return composed?.ToString() ?? answer;
    }

    private static int Raised(string signs, string answer, int start)
    {
        int end = start;
        while (end < answer.Length && signs.Contains(answer[end], StringComparison.Ordinal))
        {
            end++;
        }

        return end - start;
    }

    private static void Append(StringBuilder text, string signs, ReadOnlySpan<char> raised)
    {
        foreach (char sign in raised)
        {
            text.Append(Plain[signs.IndexOf(sign, StringComparison.Ordinal)]);
        }

        text.Append('}');
    }
}
