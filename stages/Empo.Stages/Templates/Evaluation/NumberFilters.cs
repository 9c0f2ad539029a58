using System.Globalization;
using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Filters that give numbers, and the default of a missing value.</summary>
internal static class NumberFilters
{
    public static readonly OperationTable Table = new("filter")
    {
        { "abs", "", (value, _, _) => Arithmetic.Signed(value, ValueEquality.NumberOf(value) < 0) },
        { "int", "default? base?", (value, given, _) => Whole(Defined(value), given) },
        {
            "float",
            "default?",
            (value, given, _) => Parsed(Defined(value)) is { } number ? new FloatValue(number) : given.Find(0) ?? new FloatValue(0)
        },
        { "round", "precision? method?", Round },
        { "default", "default_value? boolean?", Default },
        { "d", "default_value? boolean?", Default },
    };

    private static TemplateValue Default(TemplateValue value, BoundArguments given, TemplateRun run) =>
        value is UndefinedValue || (given.Flag(1) && !value.IsTrue) ? given.Find(0) ?? TextValue.Empty : value;

    private static TemplateValue Defined(TemplateValue value) => value is UndefinedValue undefined ? throw undefined.Error : value;

    private static TemplateValue Whole(TemplateValue value, BoundArguments given)
    {
        if (given.Whole(1, 10) != 10)
        {
            throw new TemplateException(TemplateFault.Unsupported, "the filter 'int' with another base than 10");
        }

        if (ValueEquality.WholeOf(value) is { } whole)
        {
            return new IntegerValue(whole);
        }

        var digits = value is TextValue text ? Digits(text.Text) : "";
        if (long.TryParse(digits, NumberStyles.Integer, CultureInfo.InvariantCulture, out var written))
        {
            return new IntegerValue(written);
        }

        return Parsed(value) is { } number && !double.IsNaN(number) && !double.IsInfinity(number)
            ? Math.Abs(number) < long.MaxValue
                ? new IntegerValue((long)number)
                : throw new TemplateException(TemplateFault.Limit, "a number exceeds 64 bits")
            : given.Find(0) ?? new IntegerValue(0);
    }

    private static double? Parsed(TemplateValue value) => value is TextValue text
        ? double.TryParse(Digits(text.Text), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null
        : ValueEquality.NumberOf(value);

    private static string Digits(string text) => text.Trim().Replace("_", "", StringComparison.Ordinal);

    private static TemplateValue Round(TemplateValue value, BoundArguments given, TemplateRun run)
    {
        var number =
            ValueEquality.NumberOf(value)
            ?? throw new TemplateException(TemplateFault.Value, $"the filter 'round' is given a {value.TypeName}");
        var (precision, method) = ((int)Math.Clamp(given.Whole(0, 0), -300, 300), given.FindText(1)?.Text ?? "common");
        if (ValueEquality.WholeOf(value) is { } whole && method == "common" && precision >= 0)
        {
            return new IntegerValue(whole);
        }

        var scale = Math.Pow(10, precision);
        return new FloatValue(
            method switch
            {
                "common" => precision is >= 0 and <= 15
                    ? Nearest(number, precision)
                    : Math.Round(number * scale, MidpointRounding.ToEven) / scale,
                "ceil" => Math.Ceiling(number * scale) / scale,
                "floor" => Math.Floor(number * scale) / scale,
                _ => throw new TemplateException(TemplateFault.Value, $"round by '{method}'; 'common', 'ceil' and 'floor' exist"),
            }
        );
    }

    /// <summary>The nearest number with so many decimals; of two, the even one. What is rounded is the exact value.</summary>
    private static double Nearest(double number, int precision)
    {
        var exact = number.ToString("F80", CultureInfo.InvariantCulture);
        var cut = exact.IndexOf('.', StringComparison.Ordinal) + 1 + precision;
        var isTie = exact[cut] == '5' && exact.AsSpan(cut + 1).IndexOfAnyExcept('0') < 0;
        var last = exact[cut - 1] == '.' ? exact[cut - 2] : exact[cut - 1];
        var rounded = isTie && (last - '0') % 2 == 0 ? exact[..cut] : number.ToString($"F{precision}", CultureInfo.InvariantCulture);
        return double.Parse(rounded, NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
