using System.Globalization;
using System.Text;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Values as text: Python's <c>str</c> and <c>repr</c>.</summary>
internal static class TextForm
{
    private static readonly Dictionary<int, string> Escapes = new() { ['\\'] = @"\\", ['\n'] = @"\n", ['\r'] = @"\r", ['\t'] = @"\t" };

    /// <summary>As <c>str</c>; a text is itself.</summary>
    public static PromptText Of(TemplateValue value, TemplateRun run)
    {
        if (value is TextValue text)
        {
            return text.Value;
        }

        if (value is UndefinedValue)
        {
            return PromptText.Empty;
        }

        var builder = new PromptTextBuilder();
        Write(value, builder, run);
        return builder.Build();
    }

    /// <summary>Python's <c>repr</c> of a floating-point number.</summary>
    public static string OfFloat(double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        // The shortest digits that give the number back, as one digit, a fraction and an exponent.
        var parts = value.ToString("R", CultureInfo.InvariantCulture).TrimStart('-').Split('E');
        var point = parts[0].IndexOf('.') is var at and >= 0 ? at : parts[0].Length;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        var shift = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var exponent = value == 0 ? 0 : point - 1 - (all.Length - digits.Length) + shift;
        digits = digits.TrimEnd('0') is { Length: > 0 } some ? some : "0";
        var written = exponent is >= -4 and < 16 ? Fixed(digits, exponent) : Scientific(digits, exponent);
        return double.IsNegative(value) ? "-" + written : written;
    }

    private static string Fixed(string digits, int exponent) => exponent < 0
        ? $"0.{new string('0', -exponent - 1)}{digits}"
        : $"{digits.PadRight(exponent + 1, '0')[..(exponent + 1)]}.{(digits.Length > exponent + 1 ? digits[(exponent + 1)..] : "0")}";

    private static string Scientific(string digits, int exponent)
    {
        var sign = exponent < 0 ? '-' : '+';
        var size = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        return $"{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{sign}{size}";
    }

    private static void Write(TemplateValue value, PromptTextBuilder builder, TemplateRun run)
    {
        var start = builder.Length;
        switch (value)
        {
            case NoneValue:
                builder.Append("None", isPlain: false);
                break;
            case BooleanValue flag:
                builder.Append(flag.IsTrue ? "True" : "False", isPlain: false);
                break;
            case IntegerValue whole:
                builder.Append(whole.Value.ToString(CultureInfo.InvariantCulture), isPlain: false);
                break;
            case FloatValue number:
                builder.Append(OfFloat(number.Value), isPlain: false);
                break;
            case UndefinedValue:
                builder.Append("Undefined", isPlain: false);
                break;
            case TextValue text:
                Quote(text.Value, builder);
                break;
            case ListValue list:
                builder.Append(list.IsTuple ? "(" : "[", isPlain: false);
                WriteAll(list.Items, builder, item => Write(item, builder, run));
                builder.Append(list.IsTuple ? list.Items.Count == 1 ? ",)" : ")" : "]", isPlain: false);
                break;
            case DictionaryValue dictionary:
                builder.Append("{", isPlain: false);
                WriteAll(dictionary.Pairs, builder, pair =>
                {
                    Write(pair.Key, builder, run);
                    builder.Append(": ", isPlain: false);
                    Write(pair.Value, builder, run);
                });
                builder.Append("}", isPlain: false);
                break;
            default:
                throw new TemplateException(TemplateFault.Unsupported, $"the text of a {value.TypeName}");
        }

        run.SpendText(builder.Length - start);
    }

    private static void WriteAll<T>(IEnumerable<T> items, PromptTextBuilder builder, Action<T> write)
    {
        var first = true;
        foreach (var item in items)
        {
            builder.Append(first ? "" : ", ", isPlain: false);
            write(item);
            first = false;
        }
    }

    private static void Quote(PromptText text, PromptTextBuilder builder)
    {
        var quote = text.Text.Contains('\'', StringComparison.Ordinal) && !text.Text.Contains('"', StringComparison.Ordinal) ? "\"" : "'";
        builder.Append(quote, isPlain: false);
        var starts = PythonText.Starts(text.Text);
        for (var i = 0; i + 1 < starts.Count; i++)
        {
            var (start, end) = (starts[i], starts[i + 1]);
            var code = end - start == 2 ? char.ConvertToUtf32(text.Text[start], text.Text[start + 1]) : text.Text[start];
            if (Escaped(code, quote[0]) is { } escaped)
            {
                builder.Append(escaped, text.IsPlain(start));
            }
            else
            {
                builder.Append(text, start, end);
            }
        }

        builder.Append(quote, isPlain: false);
    }

    /// <summary>The escape of a code point; null where it is written as it is.</summary>
    private static string? Escaped(int code, char quote)
    {
        if (Escapes.TryGetValue(code, out var known))
        {
            return known;
        }

        if (code == quote)
        {
            return $"\\{quote}";
        }

        var category = code is >= 0xD800 and < 0xE000 ? UnicodeCategory.Surrogate : Rune.GetUnicodeCategory(new Rune(code));
        var isPrintable =
            code == ' '
            || category
                is not (
                    UnicodeCategory.SpaceSeparator
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.Surrogate
                    or UnicodeCategory.PrivateUse
                    or UnicodeCategory.OtherNotAssigned
                );
        return isPrintable ? null
            : code < 0x100 ? $"\\x{code:x2}"
            : code < 0x10000 ? $"\\u{code:x4}"
            : $"\\U{code:x8}";
    }
}
