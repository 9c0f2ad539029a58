using System.Globalization;

namespace Empo.Experiments.Settings;

/// <summary>
/// Checks a raw value against its row of the table and turns it into canonical text, so that 1, 1.0 and 1e0 are one value.
/// </summary>
internal static class SettingCheck
{
    /// <exception cref="UserError">EMPO1004 for a wrong type, EMPO1005 for a value out of range.</exception>
    public static SettingValue Canonical(Setting setting, RawSetting raw)
    {
        var text = raw.Text.Trim();
        if (raw.IsList != setting.Kind is SettingKind.IntegerList or SettingKind.WordList or SettingKind.TextList)
        {
            throw WrongType(setting, raw);
        }

        var canonical = setting.Kind switch
        {
            SettingKind.Integer => Integer(setting, raw, text),
            SettingKind.IntegerOrAuto => text == Setting.Automatic ? text : Integer(setting, raw, text),
            SettingKind.Number => Number(setting, raw, text),
            SettingKind.OptionalNumber => text is "none" or "" ? "none" : Number(setting, raw, text),
            SettingKind.Flag => text is "true" or "false" ? text : throw WrongType(setting, raw),
            SettingKind.Choice => Choice(setting, raw, text),
            SettingKind.IntegerList => Integers(setting, raw, text),
            SettingKind.WordList => Words(setting, raw, text),
            SettingKind.TextList => $"[{string.Join(' ', PartsOf(text))}]",
            SettingKind.Path => setting.Choices.Contains(text) ? text
            : text is "" or "none" ? "none"
            : System.IO.Path.GetFullPath(
                text,
                System.IO.Path.GetDirectoryName(raw.File) is { Length: > 0 } folder ? folder : Environment.CurrentDirectory
            ),
            _ => raw.Text,
        };
        return new SettingValue(canonical, raw.File, raw.Line, raw.Column);
    }

    private static string Integer(Setting setting, RawSetting raw, string text)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            throw WrongType(setting, raw);
        }

        InRange(setting, raw, value);
        return value.ToString(CultureInfo.InvariantCulture);
    }

    private static string Number(Setting setting, RawSetting raw, string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            throw WrongType(setting, raw);
        }

        InRange(setting, raw, value);
        return value == 0 ? "0" : value.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Choice(Setting setting, RawSetting raw, string text)
    {
        var isCard = setting.Path == "device" && text.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(text["cuda:".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return isCard || setting.Choices.Contains(text)
            ? text
            : throw Fail(
                "EMPO1005",
                raw,
                FormerNames.NowOf(setting, text) is { } word
                    ? $"The value '{raw.Text}' of {setting.Path} is called '{word}' now. Write that word."
                    : $"'{raw.Text}' is not a value of {setting.Path}.{Nearest.Suggestion(text, setting.Choices)} Choose one of: "
                        + $"{string.Join(", ", setting.Choices)}."
            );
    }

    private static string Integers(Setting setting, RawSetting raw, string text)
    {
        var parts = PartsOf(text);
        if (
            parts.Length == 0
            || parts.Any(part => !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1)
        )
        {
            throw WrongType(setting, raw);
        }

        return $"[{string.Join(' ', parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture)))}]";
    }

    private static string Words(Setting setting, RawSetting raw, string text)
    {
        var words = PartsOf(text);
        if (words.Length == 0)
        {
            throw WrongType(setting, raw);
        }

        return words.FirstOrDefault(word => !setting.Choices.Contains(word)) is { } other
            ? throw Fail(
                "EMPO1005",
                raw,
                $"'{other}' is not a value of {setting.Path}.{Nearest.Suggestion(other, setting.Choices)} Choose some of: "
                    + $"{string.Join(", ", setting.Choices)}."
            )
            : $"[{string.Join(' ', setting.Choices.Where(words.Contains))}]";
    }

    private static string[] PartsOf(string text) =>
        (text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text).Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);

    private static void InRange(Setting setting, RawSetting raw, double value)
    {
        if (value < setting.Min || value > setting.Max)
        {
            throw Fail(
                "EMPO1005",
                raw,
                FormattableString.Invariant($"{setting.Path} is {value}, outside of {setting.Min} to {setting.Max}. {setting.Meaning}")
            );
        }
    }

    private static UserError WrongType(Setting setting, RawSetting raw)
    {
        var wanted = setting.Kind switch
        {
            SettingKind.Integer => "a whole number",
            SettingKind.IntegerOrAuto => "a whole number or auto",
            SettingKind.Number => "a number",
            SettingKind.OptionalNumber => "a number or none",
            SettingKind.Flag => "true or false",
            SettingKind.IntegerList => "a list of whole numbers from 1 on, such as [1, 4, 16] (in EmpoSet: [1 4 16])",
            SettingKind.WordList => $"a list such as [{string.Join(", ", setting.Choices.Take(2))}] (in EmpoSet: "
                + $"[{string.Join(' ', setting.Choices.Take(2))}])",
            SettingKind.TextList => "a list such as [a, b] (in EmpoSet: [a b])",
            _ => "a single value",
        };
        return Fail("EMPO1004", raw, $"{setting.Path} is '{raw.Text}', but it must be {wanted}. {setting.Meaning}");
    }

    private static UserError Fail(string code, RawSetting raw, string text) => new(code, text, raw.File, raw.Line, raw.Column);
}
