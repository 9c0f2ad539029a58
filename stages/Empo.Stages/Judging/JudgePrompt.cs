using System.Text.RegularExpressions;

namespace Empo.Stages.Judging;

/// <summary>
/// The prompt of a judge. It follows the free-form verifier of EMPO's natural-reasoning recipe: question, reference, answer, the
/// instruction to compare and not to solve, and an end after which the next word is Yes or No.
/// </summary>
/// <param name="template">Text with {question}, {reference} and {answer}; empty for the built-in one.</param>
internal sealed partial class JudgePrompt(string template)
{
    private const string BuiltIn = """
        A question was answered twice. Compare the two answers; do not solve the question yourself.

        Question: {question}

        First answer: {reference}

        Second answer: {answer}

        Do both answers say the same? Reply with one word, Yes or No.

        Decision:
        """;

    /// <summary>The text with its placeholders; it is part of the key of stored verdicts.</summary>
    public string Template { get; } = template.Length == 0 ? BuiltIn : template;

    /// <summary>The prompt of a pair. Filled in one pass, so text in an answer is never taken for a placeholder.</summary>
    public string Of(JudgedPair pair) => Place().Replace(Template, place => ValueOf(place, pair));

    /// <summary>The prompt, continued with one of the two words.</summary>
    public string With(JudgedPair pair, string word) =>
        Of(pair) is var prompt && char.IsWhiteSpace(prompt[^1]) ? prompt + word : prompt + " " + word;

    /// <summary>
    /// Start and end of the parts filled by question and answers, in order. A tokenizer must take these as plain text, whatever they
    /// contain.
    /// </summary>
    public IReadOnlyList<(int Start, int End)> FilledParts(JudgedPair pair)
    {
        List<(int, int)> parts = [];
        var grown = 0;
        foreach (Match place in Place().Matches(Template))
        {
            var length = ValueOf(place, pair).Length;
            parts.Add((place.Index + grown, place.Index + grown + length));
            grown += length - place.Length;
        }

        return parts;
    }

    private static string ValueOf(Match place, JudgedPair pair) => place.Value switch
    {
        "{question}" => pair.Question,
        "{reference}" => pair.Reference,
        _ => pair.Answer,
    };

    [GeneratedRegex(@"\{(?:question|reference|answer)\}")]
    private static partial Regex Place();
}
