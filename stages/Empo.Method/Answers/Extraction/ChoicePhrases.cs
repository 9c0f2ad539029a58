using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Phrases with which responses name the chosen option. The texts have no bold type or quotation marks, and full-width signs are already
/// plain.
/// </summary>
internal static partial class ChoicePhrases
{
    // A letter with its brackets. It must not be followed by anything that would give it another meaning: letters, signs of a formula, a
    // second letter. Before a lower-case word, "A" and "I" are an article and a pronoun. A lower-case letter is an option only in brackets
    // or at an end.
    private const string Letter =
        @"(?:[({\[]{1,3}\s?(?<letter>[A-Ja-j])\s?[)}\]]{1,3}|(?<letter>[B-HJ])(?![A-Za-z0-9_'+#°^]|\s?[=<>/&]|-[A-Za-z])"
        + @"|(?<letter>[AI])(?![A-Za-z0-9_'+#°^]|\s?[=<>/&]|-[A-Za-z]|\s(?!(?:because|since|as|and|is|but|with|for|due|given"
        + @"|which|in|by|from|option|choice)\b)[a-z])|(?<letter>[a-j])(?=\s?(?:[.)\]:]|$)(?!\.\w)))"
        + @"(?!\s?(?:,|and|or|,\s?and|,\s?or|和|或|与|及)\s?(?:option\s)?\(?(?:[B-HJ](?![A-Za-z0-9_'])|[AI](?![A-Za-z0-9_']|\s[a-z])"
        + @"|I{2,3}\b|IV\b))";

    private const string Noun = @"(?:(?:option|choice|answer|letter|alternative|statement|number)\s?)?";

    // Colons, brackets, line ends, arrows.
    private const string Gap = @"[^\p{L}\p{N}]{0,12}?";

    /// <summary>Statements of the choice; the last one counts.</summary>
    public static IReadOnlyList<Regex> Stated { get; } = [Answer(), Chosen(), Correct(), Chinese(), ChineseCorrect(), OtherLanguages()];

    /// <summary>A mere mention of an option that is not rejected.</summary>
    public static Regex Mentioned { get; } = OptionMentioned();

    /// <summary>A capital letter in parentheses.</summary>
    public static Regex Parenthesised { get; } = InParentheses();

    // The answer is (C). Best answer: C. The correct option would be C. The answer to the question is C. ANSWER - C
    [GeneratedRegex(
        @"\b(?i:answers?|ans|(?:correct|right|best|appropriate|accurate|likely|suitable|valid|final|closest"
            + @"|matching)\s(?:option|choice|statement|alternative|response|one|letter))\b(?i:\s(?:to|for|of|here|that|i|we|you|from"
            + @"|among|must|should|would|will|could|has|seems|appears|in)\b[^.\n:]{0,80}?\s(?:is|was|be)\b"
            + @"|\s?(?:is|was|=|equals|becomes|remains)\b|\s?[-–—:=>→]{1,3})?"
            + Gap
            + @"(?i:(?:therefore|thus|hence|clearly|definitely|probably|most likely|likely|indeed|simply|still|then|is|be"
            + @"|the)\b[\s:,]{0,3}){0,3}(?i:"
            + Noun
            + ")"
            + Gap
            + Letter,
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Answer();

    // I choose C. We go with (C). This corresponds to option C. So it's C.
    [GeneratedRegex(
        @"\b(?i:choose|chose|choosing|select(?:ed|ing)?|pick(?:ed|ing)?|go(?:ing)? (?:with|for)|opt(?:ed)? for|settl(?:e|ed"
            + @"|ing) on|correspond(?:s|ing)? to|match(?:es|ing)?|leav(?:es|ing)(?: us| only| us with)?|point(?:s|ing)? to|lead(?:s"
            + @"|ing)? (?:us )?to|my choice is|vote for|(?:it|this|that) (?:must|should|has to) be|it(?:'s| is)|that(?:'s| is)"
            + @"|which is)\s"
            + @"(?i:(?:only|just|the|therefore|clearly|definitely|probably|most likely|likely)\s){0,2}(?i:"
            + Noun
            + ")"
            + Gap
            + Letter
            + @"(?!\.\s[a-z])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Chosen();

    // C is correct. Option (C) is the best answer. C: correct
    [GeneratedRegex(
        @"(?:(?<=^|[.\n:;,!?(]\s{0,3})|(?<=\b(?i:so|thus|therefore|hence|that|and|only|option|choice|answer|letter|conclude"
            + @"|alternative|statement)[\s(]{1,2}))\(?"
            + Letter
            + @"\)?(?:\s(?i:is|must be|should be|would be|seems|appears|looks|has to be)\b(?!\s(?i:not|never|in|wrong"
            + @"|false))(?:\s(?i:the|clearly|therefore|thus|definitely|most|to be|indeed|also|our|my|a|only|one|best|that "
            + @"is)){0,4}\s(?i:correct|right|best|answer|true|accurate|appropriate|likely|valid|closest|choice|option|suitable)\b"
            + @"|\s?[-–—:=>→]{1,2}\s?(?i:(?:this is|that is)\s)?(?i:correct|true|right)\b)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Correct();

    // 答案是C, 答案：C, 故选C, 选C, 正确选项为C, 应选择C项
    [GeneratedRegex(
        @"(?:答案|正确(?:的)?选项|正确的(?:是|一项是|选项是)|正解|故选|应选|应该选|本题选|选择|选项|选|答)(?![^\n]{0,6}不)(?>(?:应该|应当|应|就|为|是|即|选项|选择|选|填|项|的|\]|\)"
            + @"|[\s:,]){0,9})"
            + Letter,
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Chinese();

    // C选项正确, C项符合题意, 选项C是正确的, C正确
    [GeneratedRegex(Letter + @"\s?(?:选项|项)?(?:是|为|才是)?(?:正确|对的|符合|满足|成立|最佳|最合适)", RegexOptions.CultureInvariant)]
    private static partial Regex ChineseCorrect();

    [GeneratedRegex(
        @"(?i:\b(?:respuesta|opción|réponse|antwort|lösung|risposta|opzione|resposta|opção|ответ|вариант|antwoord|odpowiedź"
            + @"|cevap|jawaban|đáp án|câu trả lời)\b(?:\s(?:correcta|correcte|corretta|correta|richtige|finale?|definitiva|é|è|es"
            + @"|est|ist|lautet|jest|to|to jest|brzmi|is|là|adalah|la|le|die|der|das|l'|opción|option|opzione|opção|réponse|antwort"
            + @"|вариант|буква|letra|lettre|lettera)){0,4})"
            + Gap
            + "(?i:(?:opción|option|opzione|opção|réponse|letra)\\s)?"
            + Letter
            + @"|(?:答え|正解|解答|回答)は?"
            + Gap
            + Letter
            + "|(?:정답|답)[은는이]?"
            + Gap
            + Letter,
        RegexOptions.CultureInvariant
    )]
    private static partial Regex OtherLanguages();

    [GeneratedRegex(
        @"\b(?i:option|choice)\b\s?"
            + Letter
            + @"(?!\s(?i:is|was|are|seems|would be|cannot|can't|does|doesn't|isn't|fails|can)\b[^.\n]{0,60}\b(?i:not|wrong|incorrect"
            + @"|false|n't|no|fails?|eliminated|ruled|unlikely|less)\b|\s?(?:[:：-])?\s(?i:wrong|incorrect|false|no)\b)(?<!\b(?i:not"
            + @"|neither|nor|eliminate|exclude|excluding|reject|unlike|than|rule out)\s(?:option|choice)\s.{1,5})",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex OptionMentioned();

    [GeneratedRegex(@"(?<![A-Za-z\d])\((?<letter>[A-HJ]|I(?!\)[^\0]{0,4000}\(II))\)")]
    private static partial Regex InParentheses();
}
