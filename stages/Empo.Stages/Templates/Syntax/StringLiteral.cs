using System.Globalization;
using System.Text;

namespace Empo.Stages.Templates.Syntax;

/// <summary>The value of a quoted literal: Python's escapes, an unknown one kept as it is written.</summary>
internal static class StringLiteral
{
    private static readonly Dictionary<char, string> Short = new()
    {
        ['n'] = "\n",
        ['t'] = "\t",
        ['r'] = "\r",
        ['\\'] = "\\",
        ['\''] = "'",
        ['"'] = "\"",
        ['a'] = "\a",
        ['b'] = "\b",
        ['f'] = "\f",
        ['v'] = "\v",
        ['\n'] = "",
    };

    private static readonly Dictionary<char, int> Digits = new() { ['x'] = 2, ['u'] = 4, ['U'] = 8 };

    /// <param name="body">The text between the quotation marks.</param>
    /// <param name="line">Line of the literal, for errors.</param>
    public static string Value(string body, int line)
    {
        var value = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '\\')
            {
                value.Append(body[i]);
                continue;
            }

            var kind = body[++i];
            if (Short.TryGetValue(kind, out var character))
            {
                value.Append(character);
            }
            else if (Digits.TryGetValue(kind, out var length))
            {
                value.Append(Character(body, i + 1, length, line));
                i += length;
            }
            else if (kind is >= '0' and <= '7')
            {
                var end = i;
                while (end < body.Length && end < i + 3 && body[end] is >= '0' and <= '7')
                {
                    end++;
                }

                value.Append((char)Convert.ToInt32(body[i..end], 8));
                i = end - 1;
            }
            else if (kind == 'N')
            {
                throw new TemplateException(TemplateFault.Unsupported, @"the escape \N (a character by its name)", line);
            }
            else
            {
                value.Append('\\').Append(kind);
            }
        }

        return value.ToString();
    }

    private static string Character(string body, int start, int length, int line)
    {
        var known =
            start + length <= body.Length
            && int.TryParse(body.AsSpan(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && code is >= 0 and <= 0x10FFFF
                ? code
                : throw new TemplateException(TemplateFault.Syntax, @"an escape \x, \u or \U is not followed by its digits", line);
        return known <= char.MaxValue ? ((char)known).ToString() : char.ConvertFromUtf32(known);
    }
}
