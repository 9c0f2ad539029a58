using System.Globalization;
using System.Numerics;
using System.Text;

namespace Empo.Method;

/// <summary>
/// Normalised text and exact numbers: answers that are one number (<c>12</c>, <c>-012.50</c>, <c>1,234</c>, <c>$5</c>, <c>a/b</c>,
/// <c>\frac{a}{b}</c>) are compared as exact rationals, everything else as text without <c>$</c>, spaces and <c>\left \right</c>.
/// <para>Examples: <c>12</c> = <c>12.0</c> = <c>\frac{24}{2}</c>; <c>1,000</c> = <c>1000</c>; <c>0.333</c> differs from <c>1/3</c>.</para>
/// </summary>
public sealed class NumberEquivalence : IAnswerEquivalence
{
    // Longer digit strings stay text: exact arithmetic on them would cost more than it tells.
    private const int LongestNumber = 512;

    /// <inheritdoc/>
    public string CanonicalForm(string answer)
    {
        string text = WithoutLayout(answer);
        if (text.Length > LongestNumber || !TryReadQuotient(text, out BigInteger numerator, out BigInteger denominator))
        {
            return "text:" + text;
        }

        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return string.Create(CultureInfo.InvariantCulture, $"number:{numerator / divisor}/{denominator / divisor}");
    }

    private static string WithoutLayout(string answer)
    {
        StringBuilder kept = new(answer.Length);
        foreach (char character in answer.Replace(@"\left", "", StringComparison.Ordinal).Replace(@"\right", "", StringComparison.Ordinal)
            .Replace(@"\$", "", StringComparison.Ordinal).Replace(@"\dfrac", @"\frac", StringComparison.Ordinal)
            .Replace(@"\tfrac", @"\frac", StringComparison.Ordinal).Replace(@"\!", "", StringComparison.Ordinal).Replace(@"\,", "", StringComparison.Ordinal))
        {
            if (character != '$' && !char.IsWhiteSpace(character))
            {
                kept.Append(character);
            }
        }

        return kept.ToString();
    }

    private static bool TryReadQuotient(string text, out BigInteger numerator, out BigInteger denominator)
    {
        (ReadOnlySpan<char> above, ReadOnlySpan<char> below, bool negative) = SplitQuotient(text);
        numerator = denominator = BigInteger.One;
        if (!TryReadDecimal(above, out BigInteger aboveDigits, out int aboveScale) || !TryReadDecimal(below, out BigInteger belowDigits, out int belowScale)
            || belowDigits.IsZero)
        {
            return false;
        }

        numerator = aboveDigits * BigInteger.Pow(10, belowScale) * (negative ? -1 : 1);
        denominator = belowDigits * BigInteger.Pow(10, aboveScale);
        if (denominator.Sign < 0)
        {
            numerator = -numerator;
            denominator = -denominator;
        }

        return true;
    }

    private static Quotient SplitQuotient(string text)
    {
        ReadOnlySpan<char> rest = text;
        bool negative = rest.StartsWith(@"-\frac");
        rest = negative ? rest[1..] : rest;
        if (rest.StartsWith(@"\frac{") && rest[^1] == '}')
        {
            ReadOnlySpan<char> inside = rest[6..^1];
            int middle = inside.IndexOf("}{");
            return middle < 0 ? new("", "", negative) : new(inside[..middle], inside[(middle + 2)..], negative);
        }

        int slash = rest.IndexOf('/');
        return slash < 0 ? new(rest, "1", negative) : new(rest[..slash], rest[(slash + 1)..], negative);
    }

    /// <summary>Sign, digits with thousands separators in the right places, fraction digits: value = digits / 10^scale.</summary>
    private static bool TryReadDecimal(ReadOnlySpan<char> text, out BigInteger digits, out int scale)
    {
        digits = BigInteger.Zero;
        scale = 0;
        string number = text.ToString();
        if (number.Contains(',', StringComparison.Ordinal) && !HasThousandsSeparators(number))
        {
            return false;
        }

        number = number.Replace(",", "", StringComparison.Ordinal);
        int point = number.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            scale = number.Length - point - 1;
            number = number.Remove(point, 1);
        }

        return number.AsSpan().IndexOfAnyInRange('0', '9') >= 0 && number.AsSpan(number[0] is '+' or '-' ? 1 : 0).IndexOfAnyExceptInRange('0', '9') < 0
            && BigInteger.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out digits);
    }

    private static bool HasThousandsSeparators(string number)
    {
        string whole = number.Split('.')[0].TrimStart('+', '-');
        string[] groups = whole.Split(',');
        return groups[0].Length is >= 1 and <= 3 && groups.Skip(1).All(group => group.Length == 3) && !number[whole.Length..].Contains(',', StringComparison.Ordinal);
    }

    private readonly ref struct Quotient(ReadOnlySpan<char> above, ReadOnlySpan<char> below, bool negative)
    {
        private readonly ReadOnlySpan<char> above = above;
        private readonly ReadOnlySpan<char> below = below;

        public void Deconstruct(out ReadOnlySpan<char> numerator, out ReadOnlySpan<char> denominator, out bool isNegative)
        {
            numerator = above;
            denominator = below;
            isNegative = negative;
        }
    }
}
