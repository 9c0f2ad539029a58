using System.Globalization;
using System.Numerics;
using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Reading;

/// <summary>Decimals, exponents, repeating decimals.</summary>
internal sealed partial class AnswerParser
{
    // 0.1\overline{6}: digits under a bar after a decimal point repeat forever.
    private Expression.Number ReadRepeating(string text)
    {
        bool isRepeating =
            text.Contains('.', StringComparison.Ordinal)
            && Current is { Text: @"\overline" or @"\bar", IsSpaced: false }
            && tokens[Math.Min(position + 2, tokens.Count - 1)].Kind == TokenKind.Number;
        if (!isRepeating)
        {
            return ReadNumber(text);
        }

        Take();
        string digits = ReadIndex();
        if (digits.Length is 0 or > 100 || !digits.All(char.IsAsciiDigit))
        {
            throw new UnreadableAnswerException();
        }

        int scale = text.Length - text.IndexOf('.', StringComparison.Ordinal) - 1;
        BigInteger nines = BigInteger.Pow(10, digits.Length) - 1;
        Rational repeated = new(BigInteger.Parse(digits, CultureInfo.InvariantCulture), nines * BigInteger.Pow(10, scale));
        return new Expression.Number(ReadNumber(text).Value + repeated, false);
    }

    private static Expression.Number ReadNumber(string text)
    {
        int mark = text.AsSpan().IndexOfAny('e', 'E');
        string mantissa = mark < 0 ? text : text[..mark];
        int exponent = 0;
        if (
            mark >= 0
            && (
                !int.TryParse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs(exponent) > 1000
            )
        )
        {
            throw new OverBudgetException();
        }

        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int scale = point < 0 ? 0 : mantissa.Length - point - 1;
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        if (digits.Length > 1000)
        {
            throw new OverBudgetException();
        }

        Rational value = new(digits.Length == 0 ? BigInteger.Zero : BigInteger.Parse(digits, CultureInfo.InvariantCulture));
        return new Expression.Number(value * ((Rational)10).Power(exponent - scale), point >= 0 && scale > 0);
    }
}
