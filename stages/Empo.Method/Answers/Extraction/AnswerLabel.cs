using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// Words before an answer that name it: <c>Answer: 5</c>, <c>\text{Total: } 5</c>, <c>The final answer is 5.</c> Words for "answer" are
/// dropped. Any other label stays as the name of the value, so that a minimum of 5 equals 5 but not a maximum of 5.
/// </summary>
internal static partial class AnswerLabel
{
    /// <summary>Longer texts are not labelled answers.</summary>
    private const int Longest = 600;

    /// <summary>The answer without its label.</summary>
    public static string Strip(string answer)
    {
        if (answer.Length > Longest || !StartsWithWords().IsMatch(answer))
        {
            return answer;
        }

        string text = WholeText().Match(answer) is { Success: true } whole ? whole.Groups["inside"].Value : answer;
        if (Announcement().Match(text) is { Success: true } announced)
        {
            string rest = announced.Groups["rest"].Value;
            bool isMarked = announced.Groups["mark"].Length > 0 || Value().IsMatch(rest);
            return isMarked && SaysSomething().IsMatch(rest) ? rest.TrimEnd('.', ' ') : Named(answer, text);
        }

        return Named(answer, text);
    }

    private static string Named(string answer, string text)
    {
        Match label = Label().Match(text);
        return label.Success && !YesOrNo().IsMatch(label.Groups["label"].Value) && !AnotherLabel().IsMatch(label.Groups["rest"].Value)
            ? $@"\text{{{label.Groups["label"].Value.Trim()}}} = {label.Groups["rest"].Value.Trim()}"
            : answer;
    }

    /// <summary>Whether a box says nothing: <c>?</c>, <c>...</c>, <c>answer</c>, <c>your answer here</c>.</summary>
    public static bool IsPlaceholder(string answer) => answer.Length < 60 && Placeholder().IsMatch(answer);

    [GeneratedRegex(@"^(?:\\(?:text|textbf|mathrm|mathbf|textrm|textit|mbox|bf|rm)\s*\{\s*)?[\p{L}]{2}")]
    private static partial Regex StartsWithWords();

    // \text{The answer is 5}
    [GeneratedRegex(@"^\\(?:text|textbf|mathrm|mathbf|textrm|textit|mbox)\s*\{(?<inside>[^{}]*)\}\.?$")]
    private static partial Regex WholeText();

    [GeneratedRegex(
        @"^(?:\\(?:text|textbf|mathrm|mathbf|textrm|textit|mbox)\s*\{\s*)?(?:(?:so|thus|hence|therefore),?\s+)?(?:(?:the|our|my"
            + @"|your)\s+)?(?:(?:final|correct|required|desired|numerical)\s+)?(?:answer|ans|result|solution|total|sum|最终答案|答案|答|答え|정답|답"
            + @"|respuesta|réponse|antwort|risposta|resposta|ответ)s?(?![\p{L}])(?<mark>\s+(?:is|are"
            + @"|equals)(?![\p{L}]))?(?>[\s~]*)(?<mark>\}|\\ )?(?>[\s~]*)(?<mark>[:：=是为]"
            + @"|\\colon)?(?>[\s~]*)\}?(?>[\s~]*)(?<rest>[^\s~:：=}].*)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline
    )]
    private static partial Regex Announcement();

    // One to five words and a colon; what follows begins like a value.
    [GeneratedRegex(
        @"^(?:\\(?:text|textbf|mathrm|mathbf|textrm|textit|mbox)\s*\{\s*)?(?<label>\p{L}{2,30}(?:[ "
            + @"-]\p{L}{1,30}){0,4})\s*(?:[:：]\s*\}?|\}\s*[:：])(?>[\s~]*)(?<rest>(?:[-+]?[\d.]|\\(?:frac|dfrac|tfrac|sqrt|pi|\$|left)"
            + @"|[$(\[]).*)$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline
    )]
    private static partial Regex Label();

    // Minimum: 3, Maximum: 5
    [GeneratedRegex(@"\p{L}{2,30}\s*\}?\s*[:：]")]
    private static partial Regex AnotherLabel();

    [GeneratedRegex(
        @"^(?:yes|no|true|false|case|cases|option|choice|if|for|when|step|是|否)(?![\p{L}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex YesOrNo();

    [GeneratedRegex(@"^[-+\d\\$(\[{.½¼¾√]")]
    private static partial Regex Value();

    [GeneratedRegex(@"[\p{L}\p{N}\\]")]
    private static partial Regex SaysSomething();

    [GeneratedRegex(
        @"^(?:\\(?:text|textbf|mathrm)\{)?[\s\\._…?？*\-]*(?:\\l?dots|\\cdots|(?:<|\[)?(?:(?:insert|put|the|your|my|final|numerical"
            + @"|letter|choice|answer|result|solution|number|value|here|goes)[\s_]*){1,6}(?:>|\])?)?[\s\\._…?？*\-]*\}?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Placeholder();
}
