using System.Globalization;
using System.Text;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>A date in a format of <c>strftime</c>, with English names. The time of day is midnight.</summary>
internal static class DateForm
{
    private static readonly Dictionary<char, Func<DateOnly, string>> Directives = new()
    {
        ['Y'] = date => In(date, "yyyy"),
        ['y'] = date => In(date, "yy"),
        ['m'] = date => In(date, "MM"),
        ['d'] = date => In(date, "dd"),
        ['e'] = date => date.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        ['b'] = date => In(date, "MMM"),
        ['h'] = date => In(date, "MMM"),
        ['B'] = date => In(date, "MMMM"),
        ['a'] = date => In(date, "ddd"),
        ['A'] = date => In(date, "dddd"),
        ['j'] = date => date.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        ['F'] = date => In(date, "yyyy-MM-dd"),
        ['D'] = date => In(date, "MM/dd/yy"),
        ['x'] = date => In(date, "MM/dd/yy"),
        ['u'] = date => ((((int)date.DayOfWeek + 6) % 7) + 1).ToString(CultureInfo.InvariantCulture),
        ['w'] = date => ((int)date.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        ['H'] = _ => "00",
        ['I'] = _ => "12",
        ['M'] = _ => "00",
        ['S'] = _ => "00",
        ['f'] = _ => "000000",
        ['p'] = _ => "AM",
        ['T'] = _ => "00:00:00",
        ['X'] = _ => "00:00:00",
        ['R'] = _ => "00:00",
        ['n'] = _ => "\n",
        ['t'] = _ => "\t",
        ['%'] = _ => "%",
    };

    /// <exception cref="TemplateException">A directive is not implemented.</exception>
    public static string Of(DateOnly date, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            var unpadded = i + 1 < format.Length && format[i + 1] == '-';
            i += unpadded ? 2 : 1;
            var written = i < format.Length && Directives.TryGetValue(format[i], out var directive)
                ? directive(date)
                : throw new TemplateException(TemplateFault.Unsupported, $"the date format '{format}'");
            text.Append(unpadded ? written.TrimStart('0', ' ') is { Length: > 0 } rest ? rest : "0" : written);
        }

        return text.ToString();
    }

    private static string In(DateOnly date, string format) => date.ToString(format, CultureInfo.InvariantCulture);
}
