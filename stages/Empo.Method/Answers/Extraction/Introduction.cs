using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>
/// The text between a phrase such as "the answer is" and the answer: colons, bold type, line ends, "therefore", "approximately", "the
/// value".
/// </summary>
internal static partial class Introduction
{
    private const int MaxWords = 8;

    /// <summary>The text from the answer on.</summary>
    public static string Skip(string text)
    {
        string rest = text;
        for (int word = 0; word < MaxWords; word++)
        {
            rest = rest[Marks().Match(rest).Length..];
            if (Filler().Match(rest) is not { Success: true } filler)
            {
                break;
            }

            rest = rest[filler.Length..];
        }

        return rest;
    }

    // A brace closes \textbf{Answer:}; a dash before a word, or after a line end, is not a sign.
    [GeneratedRegex(
        @"^(?:[\s:：=,，}>`""“”_~]|\*(?!\s?\d)|\*\*|\\(?:[,;: ]|quad|qquad)|\\\[(?=\s*\\text)|[-–—•](?=\s\p{L})"
            + @"|(?<=\n\s{0,9})[-–—•](?=\s))+"
    )]
    private static partial Regex Marks();

    [GeneratedRegex(
        @"^(?:(?:therefore|thus|then|hence|so|simply|just|clearly|indeed|exactly|precisely|actually|always|also|still|now|only"
            + @"|equal to|equals?|given by|as follows|the following|approximately|approx\.?|about|roughly|around|nearly|is|are|that"
            + @"|option(?= [A-J]\b))(?![\p{L}'])|(?:(?:the|an?)\s+(?:[a-z]+\s+){0,2}?)?(?:value|number|sum|total|answer|result|matrix"
            + @"|vector|set|interval|expression|equation|function|point|pair|fraction|polynomial|integer|ratio|probability)s?(?:\s+(?:of"
            + @"|is))?\s*:?\s*(?=[-\d$\\([{\n])|[是为は])\s*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Filler();
}
