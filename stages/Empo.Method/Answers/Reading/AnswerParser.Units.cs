using System.Text.RegularExpressions;

namespace Empo.Method.Answers;

/// <summary>Words behind a value: percent, units, things counted.</summary>
internal sealed partial class AnswerParser
{
    /// <summary>Takes a word that follows factors and says what it means for them; false where it belongs to something else.</summary>
    private bool TryReadUnit(List<Expression> factors)
    {
        string words = Current.Text.Trim(' ', '.', ',');
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

        bool isNumeric = factors.All(IsNumeric);
        (string? unit, int exponent) = UnitOf(words);
        if (isNumeric && unit is not null)
        {
            Take();
            exponent *= TryReadUnitExponent();
            string name = exponent == 1 ? unit : $"{unit}^{exponent}";
            Replace(factors, value => value is Expression.Quantity quantity ? quantity : new Expression.Quantity(value, name));
            return true;
        }

        if (UnitTable.IsCount(words) || !words.Any(char.IsLetter) || (isNumeric && words.Length > 1))
        {
            Take();
            TryReadUnitExponent();
            return true;
        }

        factors.Add(ReadPower());
        return true;
    }

    private static void Replace(List<Expression> factors, Func<Expression, Expression> change)
    {
        Expression value = factors.Count == 1 ? factors[0] : new Expression.Product([.. factors]);
        factors.Clear();
        factors.Add(change(value));
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

    private static (string? Unit, int Exponent) UnitOf(string words)
    {
        Match match = UnitWords().Match(words);
        if (!match.Success || UnitTable.Find(match.Groups["unit"].Value) is null)
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
