using System.Globalization;
using Empo.Method.Answers.Expressions;

namespace Empo.Method.Answers.Reading;

/// <summary>What follows a value: powers, subscripts, factorials, percent signs, primes.</summary>
internal sealed partial class AnswerParser
{
    private Expression ReadPower()
    {
        Expression result = ReadNested();
        while (true)
        {
            switch (Current.Kind == TokenKind.Text ? "" : Current.Text)
            {
                case "!":
                    result = WithFactorial(result);
                    break;
                case @"\circ" when IsNumeric(result):
                    Take();
                    result = InDegrees(result);
                    break;
                case "%" or @"\%":
                    // In programs a % b is a remainder, and differs from b % a.
                    if (Current.IsSpaced && Next.IsSpaced && StartsFactor(Next))
                    {
                        throw new UnreadableAnswerException();
                    }

                    Take();
                    result = new Expression.Call("percent", [result]);
                    break;
                case "'" or @"\prime":
                    Take();
                    result = IsNumeric(result) ? throw new UnreadableAnswerException() : result;
                    result = new Expression.Symbol(ExpressionPrinter.Print(result) + "'");
                    break;
                case "_":
                    Take();
                    result = WithSubscript(result);
                    break;
                case "^":
                    Take();
                    result = WithExponent(result);
                    break;
                default:
                    return result;
            }
        }
    }

    private Expression WithExponent(Expression power)
    {
        if (Current.Text == @"\circ" || (Current.Text == "{" && Next.Text == @"\circ"))
        {
            bool isBraced = Take().Text == "{" && Skip();
            if (isBraced)
            {
                Expect("}");
            }

            return InDegrees(power);
        }

        if (TryReadPrimes() is var primes and > 0)
        {
            return new Expression.Symbol(ExpressionPrinter.Print(power) + new string('\'', primes));
        }

        bool isNegative = Current is { Kind: TokenKind.Sign, Text: "-" } && Skip();
        Expression exponent = ReadNested();
        // 2^3^2 is 2^9: a tower of powers is evaluated from its top.
        if (IsTower() && Skip())
        {
            exponent = Nested(() => WithExponent(exponent));
        }

        exponent = isNegative ? new Expression.Negative(exponent) : exponent;
        // x^2_i is x_i^2.
        if (Current.Text == "_" && power is Expression.Symbol or Expression.Constant)
        {
            Take();
            power = WithSubscript(power);
        }

        // f^{-1}(x) is the inverse of f at x.
        bool isInverse =
            power is Expression.Symbol { Name: "f" or "g" or "h" }
            && exponent is Expression.Negative { Operand: Expression.Number { Value: { IsInteger: true, Numerator.IsOne: true } } };
        return isInverse && Current is { Kind: TokenKind.Sign, Text: "(" }
            ? ReadApplication(new Expression.Symbol(ExpressionPrinter.Print(power) + "^{-1}"))
            : new Expression.Power(power, exponent);
    }

    // ^{\prime\prime}: the marks of a derivative or of another point; 0 where there is an exponent.
    private int TryReadPrimes()
    {
        int start = position;
        bool isBraced = TryTake("{");
        int primes = 0;
        while (TryTake(@"\prime") || TryTake("'"))
        {
            primes++;
        }

        if (primes == 0 || (isBraced && !TryTake("}")))
        {
            position = start;
            return 0;
        }

        return primes;
    }

    // 5!! is 5·3·1; three marks are not a triple factorial but a factorial of a factorial of a factorial.
    private Expression WithFactorial(Expression value)
    {
        int marks = 0;
        while (TryTake("!"))
        {
            marks++;
        }

        if (marks == 2)
        {
            return new Expression.Call("doublefactorial", [value]);
        }

        for (int i = 0; i < marks; i++)
        {
            value = new Expression.Call("factorial", [value]);
        }

        return value;
    }

    // 25 °C: the letter after the sign names a temperature scale.
    private Expression InDegrees(Expression value)
    {
        Expression degrees = new Expression.Call("degree", [value]);
        if (Current is not { Kind: TokenKind.Letter or TokenKind.Text, Text: "C" or "F" } || !IsNumeric(value))
        {
            return degrees;
        }

        return new Expression.Quantity(value, "deg" + Take().Text);
    }

    // Degrees, primes and a transpose after an exponent belong to the whole.
    private bool IsTower()
    {
        string top = Next.Text == "{" ? tokens[Math.Min(position + 2, tokens.Count - 1)].Text : Next.Text;
        return Current is { Kind: TokenKind.Sign, Text: "^" } && top is not (@"\circ" or @"\prime" or "'" or "T");
    }

    private Expression WithSubscript(Expression result)
    {
        string index = ReadIndex();
        if (
            result is Expression.Number { Value.IsInteger: true }
            && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int radix)
            && radix is >= 2 and <= 36
        )
        {
            return new Expression.Call("base", [result, new Expression.Number(radix, false)]);
        }

        return result is Expression.Symbol or Expression.Constant or Expression.Words
            ? new Expression.Symbol($"{ExpressionPrinter.Print(result)}_{{{index}}}")
            : throw new UnreadableAnswerException();
    }

    // The text of a subscript: every name is taken literally.
    private string ReadIndex()
    {
        if (!TryTake("{"))
        {
            return Take().Text;
        }

        int open = 1;
        List<string> parts = [];
        while (true)
        {
            AnswerToken token = Take();
            open += token.Text == "{" ? 1 : token.Text == "}" ? -1 : 0;
            if (open == 0)
            {
                return string.Concat(parts);
            }

            if (token.Kind == TokenKind.End)
            {
                throw new UnreadableAnswerException();
            }

            // Braces only group: x_{i^{2}} is x_{i^2}.
            if (token is not { Kind: TokenKind.Sign, Text: "{" or "}" })
            {
                parts.Add(token.Text);
            }
        }
    }
}
