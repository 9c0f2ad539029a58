using System.Text.RegularExpressions;

namespace Empo.Method.Answers;

/// <summary>Words behind a value: percent, units, things counted.</summary>
internal sealed partial class AnswerParser
{
    /// <summary>Takes a word that follows factors and says what it means for them; false where it belongs to something else.</summary>
    private bool TryReadUnit(List<Expression> factors)
    {
        if (Current.Kind != TokenKind.Text)
        {
            return TryReadUnitFraction(factors);
        }

        string original = Current.Text.TrimEnd();
        string words = original.Trim(' ', '.', ',');
        if (PlainWords.IsJoining(words) || IsSeparator(Current))
        {
            return false;
        }

        if (PlainWords.IsPercent(words))
        {
            Take();
            Replace(factors, value => new Expression.Call("percent", [value]));
            return true;
        }

        // \mathrm{M}_{\odot} is a name, although M is a unit.
        if (IsFunction(words, Next) || Next is { Kind: TokenKind.Sign, Text: "_" })
        {
            factors.Add(ReadPower());
            return true;
        }

        bool isNumeric = factors.All(IsNumeric);
        if (isNumeric && PlainWords.MagnitudeOf(words) is var magnitude and > 0)
        {
            Take();
            Replace(factors, value => new Expression.Product([value, new Expression.Number(((Rational)10).Power(magnitude), false)]));
            return true;
        }

        (string? unit, int exponent) = UnitOf(words);
        if (isNumeric && unit is not null)
        {
            Take();
            exponent *= TryReadUnitExponent();
            string name = exponent == 1 ? unit : $"{unit}^{exponent}";
            name += ReadFurtherUnits();
            Replace(factors, value => value is Expression.Quantity quantity ? quantity : new Expression.Quantity(value, name));
            SeparateFrom(original);
            return true;
        }

        if (UnitTable.IsCount(words) || JoinedUnit(words) || !words.Any(char.IsLetter) || (isNumeric && words.Length > 1))
        {
            Take();
            TryReadUnitExponent();
            SeparateFrom(original);
            return true;
        }

        factors.Add(ReadPower());
        return true;
    }

    // "4 cm or 6 cm", "6 yuan, 3 yuan": a joint inside the words separates; other words between two values do not make a product.
    private void SeparateFrom(string words)
    {
        if (Current.Kind is not (TokenKind.Number or TokenKind.Letter) && !(Current.Kind is TokenKind.Command && StartsFactor(Current)))
        {
            return;
        }

        bool isJoint = words.EndsWith(',') || PlainWords.IsJoining(words.Split(' ')[^1]);
        if (!isJoint)
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

    private bool IsUnitFraction(List<Expression> factors) =>
        Current is { Kind: TokenKind.Command, Text: @"\frac" } && Next.Text == "{" && tokens[Math.Min(position + 2, tokens.Count - 1)].Kind == TokenKind.Text && factors.All(IsNumeric);

    // 60 \frac{\text{miles}}{\text{hour}}; false, with nothing taken, where it is another fraction.
    private bool TryReadUnitFraction(List<Expression> factors)
    {
        int start = position;
        Take();
        if (ReadUnitGroup() is { } above && ReadUnitGroup() is { } below)
        {
            Replace(factors, value => new Expression.Quantity(value, $"{above}/{below}"));
            return true;
        }

        position = start;
        AddFactor(factors);
        return true;
    }

    private string? ReadUnitGroup()
    {
        if (!TryTake("{") || Current.Kind != TokenKind.Text || UnitOf(Current.Text).Unit is not { } unit)
        {
            return null;
        }

        Take();
        int exponent = TryReadUnitExponent();
        string name = (exponent == 1 ? unit : $"{unit}^{exponent}") + ReadFurtherUnits();
        return TryTake("}") ? name : null;
    }

    // m / s, kg \cdot m / s: what follows a unit.
    private string ReadFurtherUnits()
    {
        string names = "";
        while (Current.Text is "/" or @"\cdot" or "*" && Next.Kind == TokenKind.Text && UnitOf(Next.Text.Trim(' ', '.', ',')).Unit is { } unit)
        {
            names += Take().Text == "/" ? "/" + unit : "·" + unit;
            Take();
            int exponent = TryReadUnitExponent();
            names += exponent == 1 ? "" : $"^{exponent}";
        }

        return names;
    }

    private int TryReadUnitExponent()
    {
        if (Current is not { Kind: TokenKind.Sign, Text: "^" })
        {
            return 1;
        }

        Take();
        return Nested(ReadPrimary) is Expression.Number { Value: { IsInteger: true } value } && value.Numerator >= 1 && value.Numerator <= 3 ? (int)value.Numerator : 1;
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
        _ => false,
    };

    // "cm or": the unit of what came before, and a joint.
    private static bool JoinedUnit(string words) =>
        words.LastIndexOf(' ') is var space and > 0 && PlainWords.IsJoining(words[(space + 1)..]) && UnitOf(words[..space].Trim(' ', ',')).Unit is not null;

    private static (string? Unit, int Exponent) UnitOf(string words)
    {
        Match match = UnitWords().Match(words);
        if (!match.Success || CompoundUnit.Of(match.Groups["unit"].Value) is null)
        {
            return (null, 1);
        }

        int exponent = match.Groups["power"].Value switch
        {
            "square" or "sq" or "sq." => 2,
            "cubic" or "cu" => 3,
            _ => match.Groups["exponent"].Success ? match.Groups["exponent"].Value[0] - '0' : 1,
        };
        return (match.Groups["unit"].Value, exponent);
    }

    [GeneratedRegex(@"^((?<power>square|sq\.?|cubic|cu)\s+)?(?<unit>[A-Za-z/]+)\.?(\^\{?(?<exponent>[123])\}?)?$")]
    private static partial Regex UnitWords();
}
