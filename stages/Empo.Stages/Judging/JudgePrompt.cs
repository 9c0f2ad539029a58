using System.Text.RegularExpressions;

namespace Empo.Stages.Judging;

/// <summary>
/// The question that a judge is asked. Semantics of the free-form verifier of EMPO's natural-reasoning recipe: question, reference, answer,
/// the order not to solve but to compare, and an end at which the next word is Yes or No.
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

    /// <summary>The text with its places, as it enters the rules of verdicts.</summary>
    public string Template { get; } = template.Length == 0 ? BuiltIn : template;

    /// <summary>The prompt of a pair. One pass: what an answer says is never taken for a place to fill.</summary>
    public string Of(JudgedPair pair) => Place().Replace(Template, place => ValueOf(place, pair));

    /// <summary>The prompt with one of two words at the decision slot.</summary>
    public string With(JudgedPair pair, string word) =>
        Of(pair) is var prompt && char.IsWhiteSpace(prompt[^1]) ? prompt + word : prompt + " " + word;

    /// <summary>Start and end of what question and answers fill, in order: text to a tokenizer whatever it says.</summary>
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
