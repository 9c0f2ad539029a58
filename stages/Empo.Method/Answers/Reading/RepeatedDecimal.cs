using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Reading;

/// <summary>
/// Repeating decimals: <c>0.333\ldots</c> repeats its 3, <c>0.1414...</c> its 14. A single repeating digit must be written three times, a
/// group twice.
/// </summary>
internal static partial class RepeatedDecimal
{
    /// <summary>The text with a bar over the digits that repeat.</summary>
    public static string Unify(string text) =>
        Decimal().Replace(text, match => Barred(match.Groups["whole"].Value, match.Groups["digits"].Value) ?? match.Value);

    private static string? Barred(string whole, string digits)
    {
        for (int length = 1; length <= digits.Length / 2; length++)
        {
            string period = digits[^length..];
            int times = 1;
            while (
                digits.Length >= (times + 1) * length
                && string.CompareOrdinal(digits, digits.Length - ((times + 1) * length), period, 0, length) == 0
            )
            {
                times++;
            }

            if (times >= (length == 1 ? 3 : 2))
            {
                return $@"{whole}.{digits[..^(times * length)]}\overline{{{period}}}";
            }
        }

        return null;
    }

    [GeneratedRegex(@"(?<whole>(?<![\d.])\d+)\.(?<digits>\d{2,60})\s*(?:\.\.\.|\\(?:ldots|dots|cdots)(?![A-Za-z]))")]
    private static partial Regex Decimal();
}
