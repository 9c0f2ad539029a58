using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Reading;

/// <summary>What follows a value: units, percent, words that multiply it, things counted.</summary>
internal sealed partial class AnswerParser
{
    /// <summary>
    /// Reads a word or unit that follows factors and applies it to them; false where it belongs to something else. A word that is neither a
    /// unit nor a noun, and does not change the value in a known way, turns the whole answer into text: nothing is dropped.
    /// </summary>
    private bool TryReadUnit(List<Expression> factors)
    {
        if (Current.Kind == TokenKind.Unit)
        {
            ReadQuantity(factors);
            return true;
        }

        // "5 different ways": plain words come one by one.
        while (factors.All(IsNumeric) && Next.Kind == TokenKind.Text && CountedNouns.Contains($"{Current.Text} {Next.Text}"))
        {
            tokens[position + 1] = Next with { Text = $"{Current.Text} {Next.Text}" };
            Take();
        }

        string original = Current.Text.TrimEnd();
        string words = original.Trim(' ', '.', ',');
        if (PlainWords.IsJoining(words) || IsSeparator(Current))
        {
            return false;
        }

        if (words.Length == 0 || !words.Any(char.IsLetterOrDigit))
        {
            Take();
            return true;
        }

        // \mathrm{M}_{\odot} is a name, although M is a unit.
        if (IsFunction(words, Next) || Next is { Kind: TokenKind.Sign, Text: "_" } || (words.Length == 1 && char.IsAsciiLetter(words[0])))
        {
            factors.Add(ReadPower());
            return true;
        }

        if (!factors.All(IsNumeric))
        {
            // "2n ways": a noun at the end, after something with a number.
            bool isCounted =
                CountedNouns.Contains(words)
                && Next.Kind == TokenKind.End
                && factors.Any(factor => ExpressionRewriter.Contains(factor, part => part is Expression.Number));
            return isCounted ? Skip() : throw new UnreadableAnswerException();
        }

        Take();
        if (Multiplied(words) is { } change)
        {
            Replace(factors, change);
        }
        else if (!CountedNouns.Contains(words) || factors.Any(factor => factor is Expression.Quantity && !PlainWords.IsHarmless(words)))
        {
            throw new UnreadableAnswerException();
        }
        else if (!PlainWords.IsHarmless(words))
        {
            nouns.Add(words.TrimEnd('s').TrimEnd('e'));
        }

        if (Current is { Kind: TokenKind.Sign, Text: "^" } && CountedNouns.Contains(words))
        {
            Take();
            ReadNested();
        }

        SeparateFrom(original);
        return true;
    }

    // The effect of words on the value before them; null where they have none.
    private static Func<Expression, Expression>? Multiplied(string words)
    {
        if (PlainWords.IsPercent(words))
        {
            return value => new Expression.Call("percent", [value]);
        }

        if (
            PlainWords.MagnitudeOf(words) is var magnitude and > 0
            && (
                !words.Contains(' ', StringComparison.Ordinal)
                || CountedNouns.Contains(words[(words.IndexOf(' ', StringComparison.Ordinal) + 1)..])
            )
        )
        {
            return value => new Expression.Product([value, new Expression.Number(((Rational)10).Power(magnitude), false)]);
        }

        return words.ToLowerInvariant() switch
        {
            "dozen" => value => new Expression.Product([value, new Expression.Number(12, false)]),
            "squared" => value => new Expression.Power(value, new Expression.Number(2, false)),
            "cubed" => value => new Expression.Power(value, new Expression.Number(3, false)),
            "factorial" => value => new Expression.Call("factorial", [value]),
            _ => NumberWords.DenominatorOf(words) is var denominator and > 1
                ? value => new Expression.Quotient(value, new Expression.Number(denominator, false))
                : null,
        };
    }

    private void ReadQuantity(List<Expression> factors)
    {
        string name = Take().Text;
        if (name is "unit" || name.StartsWith("unit^", StringComparison.Ordinal))
        {
            return;
        }

        if (name == "deg" && factors.All(IsNumeric))
        {
            Replace(factors, value => new Expression.Call("degree", [value]));
            return;
        }

        if (factors is [Expression.Quantity money] && CompoundUnit.Of(money.Unit) is not null)
        {
            // $5 per hour
            factors[0] = money with { Unit = $"{money.Unit}·{name}" };
            return;
        }

        Replace(factors, value => new Expression.Quantity(value, name));
        ReadSmallerUnits(factors);
        SeparateFrom("");
    }

    // 1 hour 30 minutes, 5 ft 6 in: amounts of one dimension, each unit smaller than the one before.
    private void ReadSmallerUnits(List<Expression> factors)
    {
        List<Expression.Quantity> parts = [(Expression.Quantity)factors[0]];
        int start = position;
        while (
            TrySkipJoint(parts[^1])
            && Current.Kind == TokenKind.Number
            && Next.Kind == TokenKind.Unit
            && IsSmaller(Next.Text, parts[^1].Unit)
        )
        {
            Expression amount = ReadNumber(Take().Text);
            parts.Add(new Expression.Quantity(amount, Take().Text));
            start = position;
        }

        position = start;
        factors[0] = parts.Count == 1 ? parts[0] : new Expression.MixedQuantity(parts);
    }

    // "2 hours and 15 minutes", "1 hour, 5 minutes": between times, or feet and inches, "and" adds; elsewhere it makes a list.
    private bool TrySkipJoint(Expression.Quantity part)
    {
        bool isOfClock = part.Unit is "h" or "min" or "d" or "yr" or "wk" or "ft" or "lb" or "deg" or "arcmin" or "USD";
        if (isOfClock && Current.Kind == TokenKind.Text && Current.Text.Trim(' ', ',') == "and")
        {
            Take();
        }
        else if (isOfClock && Current is { Kind: TokenKind.Sign, Text: "," })
        {
            Take();
            if (Current.Kind == TokenKind.Text && Current.Text.Trim() == "and")
            {
                Take();
            }
        }

        return true;
    }

    private static bool IsSmaller(string name, string than) =>
        CompoundUnit.Of(name) is { } unit
        && CompoundUnit.Of(than) is { } larger
        && unit.Dimension == larger.Dimension
        && (larger.Factor - unit.Factor).Sign > 0;

    // "4 apples or 6 apples", "6 yuan, 3 yuan": a joint inside the words separates; other words between two values do not make a product.
    private void SeparateFrom(string words)
    {
        if (!StartsFactor(Current))
        {
            return;
        }

        if (!words.EndsWith(',') && !PlainWords.IsJoining(words.Split(' ')[^1]))
        {
            throw new UnreadableAnswerException();
        }

        tokens.Insert(position, new AnswerToken(TokenKind.Sign, ",", true));
    }

    private static void Replace(List<Expression> factors, Func<Expression, Expression> change)
    {
        Expression value = factors.Count == 1 ? factors[0] : new Expression.Product([.. factors]);
        factors.Clear();
        factors.Add(change(value));
    }

    private static bool IsNumeric(Expression expression) => expression switch
    {
        Expression.Number or Expression.Constant or Expression.Quantity => true,
        Expression.Sum sum => sum.Terms.All(IsNumeric),
        Expression.Product product => product.Factors.All(IsNumeric),
        Expression.Quotient quotient => IsNumeric(quotient.Numerator) && IsNumeric(quotient.Denominator),
        Expression.Power power => IsNumeric(power.Base) && IsNumeric(power.Exponent),
        Expression.Negative negative => IsNumeric(negative.Operand),
        Expression.Call call => call.Arguments.All(IsNumeric),
        Expression.PlusMinus signs => IsNumeric(signs.Operand),
        _ => false,
    };
}
