using System.Globalization;
using System.Numerics;
using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Meanings;

/// <summary>
/// A shortcut for the most common answers: <c>-12</c>, <c>3.50</c>. Such a text is unambiguous, so it needs no cleaning, no tokens and no
/// tree.
/// </summary>
internal static class PlainNumber
{
    /// <summary>Longer numbers are left to the full reader.</summary>
    private const int MaxLength = 15;

    /// <summary>The meaning of an integer or a decimal in digits, with a minus sign or none; null for any other text.</summary>
    public static Meaning? Read(string text)
    {
        var digits = text.AsSpan(text is ['-', ..] ? 1 : 0);
        if (digits.Length is 0 or > MaxLength || !char.IsAsciiDigit(digits[0]) || !char.IsAsciiDigit(digits[^1]))
        {
            return null;
        }

        var point = digits.IndexOf('.');
        if (
            digits.ContainsAnyExceptInRange('0', '9')
            && (point < 0 || digits[..point].ContainsAnyExceptInRange('0', '9') || digits[(point + 1)..].ContainsAnyExceptInRange('0', '9'))
        )
        {
            return null;
        }

        var places = point < 0 ? 0 : digits.Length - point - 1;
        var value = long.Parse(
            places == 0 ? text : text.Replace(".", "", StringComparison.Ordinal),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture
        );
        return ScalarMeaning.OfValue(
            places == 0 ? new Rational(value) : new Rational(value, BigInteger.Pow(10, places)),
            isDecimal: point >= 0
        );
    }
}
