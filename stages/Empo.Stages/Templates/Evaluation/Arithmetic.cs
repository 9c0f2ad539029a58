using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Arithmetic operators. Whole numbers must fit 64 bits.</summary>
internal static class Arithmetic
{
    /// <exception cref="TemplateException">The operator is not defined for the two, or the result is too large.</exception>
    public static TemplateValue Apply(string sign, TemplateValue left, TemplateValue right, TemplateRun run)
    {
        if ((left as UndefinedValue ?? right as UndefinedValue) is { } undefined)
        {
            throw undefined.Error;
        }

        if (sign == "%" && left is TextValue format)
        {
            return run.Text(TextFormat.Percent(format.Value, right, run));
        }

        if (ValueEquality.WholeOf(left) is { } first && ValueEquality.WholeOf(right) is { } second && !(sign == "**" && second < 0))
        {
            return OfWhole(sign, first, second);
        }

        if (ValueEquality.NumberOf(left) is { } one && ValueEquality.NumberOf(right) is { } other)
        {
            return OfNumbers(sign, one, other);
        }

        return (sign, left, right) switch
        {
            ("+", TextValue a, TextValue b) => Join(a, b, run),
            ("+", ListValue a, ListValue b) when a.IsTuple == b.IsTuple => run.List([.. a.Items, .. b.Items], a.IsTuple),
            ("*", TextValue or ListValue, _) when ValueEquality.WholeOf(right) is { } times => Repeat(left, times, run),
            ("*", _, TextValue or ListValue) when ValueEquality.WholeOf(left) is { } times => Repeat(right, times, run),
            _ => throw new TemplateException(
                TemplateFault.Value,
                $"'{sign}' is not defined for a {left.TypeName} and a {right.TypeName}"
            ),
        };
    }

    /// <summary>The value with a sign before it.</summary>
    public static TemplateValue Signed(TemplateValue value, bool isNegative) => value switch
    {
        UndefinedValue undefined => throw undefined.Error,
        FloatValue number => new FloatValue(isNegative ? -number.Value : number.Value),
        _ when ValueEquality.WholeOf(value) is { } whole => new IntegerValue(isNegative ? Negative(whole) : whole),
        _ => throw new TemplateException(TemplateFault.Value, $"a {value.TypeName} has no sign"),
    };

    private static long Negative(long whole) =>
        whole != long.MinValue ? -whole : throw new TemplateException(TemplateFault.Limit, "a number exceeds 64 bits");

    /// <summary>The remainder with the sign of the divisor.</summary>
    private static long Remainder(long left, long right)
    {
        var rest = right == -1 ? 0 : left % right;
        return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest;
    }

    private static TemplateValue OfWhole(string sign, long left, long right)
    {
        if (right == 0 && sign is "/" or "//" or "%")
        {
            throw DivisionByZero();
        }

        try
        {
            return checked(
                sign switch
                {
                    "+" => new IntegerValue(left + right),
                    "-" => new IntegerValue(left - right),
                    "*" => new IntegerValue(left * right),
                    "/" => new FloatValue((double)left / right),
                    "//" => new IntegerValue((left - Remainder(left, right)) / right),
                    "%" => new IntegerValue(Remainder(left, right)),
                    "**" => new IntegerValue(Power(left, right)),
                    _ => throw new System.Diagnostics.UnreachableException(),
                }
            );
        }
        catch (OverflowException)
        {
            throw new TemplateException(TemplateFault.Limit, "a number exceeds 64 bits");
        }
    }

    private static long Power(long left, long exponent)
    {
        if (left is 0 or 1 || exponent == 0)
        {
            return exponent == 0 ? 1 : left;
        }

        if (left == -1)
        {
            return exponent % 2 == 0 ? 1 : -1;
        }

        var power = 1L;
        for (var i = 0L; i < exponent; i++)
        {
            power = checked(power * left);
        }

        return power;
    }

    private static FloatValue OfNumbers(string sign, double left, double right)
    {
        if (right == 0 && sign is "/" or "//" or "%")
        {
            throw DivisionByZero();
        }

        return new FloatValue(
            sign switch
            {
                "+" => left + right,
                "-" => left - right,
                "*" => left * right,
                "/" => left / right,
                "//" => Math.Floor(left / right),
                "%" => left - (right * Math.Floor(left / right)),
                "**" => Math.Pow(left, right),
                _ => throw new System.Diagnostics.UnreachableException(),
            }
        );
    }

    private static TextValue Join(TextValue left, TextValue right, TemplateRun run)
    {
        run.SpendText((long)left.Text.Length + right.Text.Length);
        return new TextValue(new PromptTextBuilder().Append(left.Value).Append(right.Value).Build());
    }

    private static TemplateValue Repeat(TemplateValue value, long times, TemplateRun run)
    {
        times = Math.Clamp(times, 0, int.MaxValue);
        if (value is ListValue list)
        {
            run.Spend(times * list.Items.Count);
            var copies = Enumerable.Repeat(list.Items, (int)(list.Items.Count == 0 ? 0 : times));
            return run.List([.. copies.SelectMany(items => items)], list.IsTuple);
        }

        var text = ((TextValue)value).Value;
        run.SpendText(times * text.Text.Length);
        var builder = new PromptTextBuilder();
        for (var i = 0; i < times && text.Text.Length > 0; i++)
        {
            builder.Append(text);
        }

        return new TextValue(builder.Build());
    }

    private static TemplateException DivisionByZero() => new(TemplateFault.Value, "a division by zero");
}
