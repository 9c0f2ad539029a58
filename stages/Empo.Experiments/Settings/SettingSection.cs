using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings;

/// <summary>Declares the settings of one section and lists them in the order of their declaration.</summary>
internal sealed class SettingSection
{
    private readonly List<Setting> _settings = [];

    /// <summary>The only engine with which the settings of the section are read; null where they always count.</summary>
    public RolloutEngine? Engine { get; init; }

    /// <summary>The only equivalence with which the settings of the section are read; null where they always count.</summary>
    public AnswerEquivalence? Equivalence { get; init; }

    /// <summary>The settings declared so far.</summary>
    public IReadOnlyList<Setting> Settings => _settings;

    /// <summary>A whole number.</summary>
    /// <param name="automatic">Whether an experiment may write <c>auto</c>, which is a number before anything reads the setting.</param>
    public Setting<int> Integer(
        string path,
        int value,
        double min,
        double max,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        bool inKey = true,
        bool keyedWhenSet = false,
        bool automatic = false
    ) =>
        Add(
            automatic ? SettingKind.IntegerOrAuto : SettingKind.Integer,
            path,
            value,
            readers,
            meaning,
            WholeOf,
            TextOf,
            inKey,
            keyedWhenSet,
            (min, max)
        );

    /// <summary>A whole number, or <c>auto</c>, which is null.</summary>
    public Setting<int?> IntegerOrAuto(
        string path,
        int? value,
        double min,
        double max,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        bool inKey = true,
        bool keyedWhenSet = false
    ) =>
        Add(
            SettingKind.IntegerOrAuto,
            path,
            value,
            readers,
            meaning,
            text => text == Setting.Automatic ? null : WholeOf(text),
            number => number is { } present ? TextOf(present) : Setting.Automatic,
            inKey,
            keyedWhenSet,
            (min, max)
        );

    public Setting<double> Number(
        string path,
        double value,
        double min,
        double max,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        bool inKey = true,
        bool keyedWhenSet = false
    ) =>
        Add(SettingKind.Number, path, value, readers, meaning, NumberOf, TextOf, inKey, keyedWhenSet, (min, max));

    /// <summary>A number, or <c>none</c>, which is null.</summary>
    public Setting<double?> OptionalNumber(
        string path,
        double? value,
        double min,
        double max,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        bool keyedWhenSet = false
    ) =>
        Add(
            SettingKind.OptionalNumber,
            path,
            value,
            readers,
            meaning,
            text => text == Setting.None ? null : NumberOf(text),
            number => number is { } present ? TextOf(present) : Setting.None,
            keyedWhenSet: keyedWhenSet,
            bounds: (min, max)
        );

    public Setting<bool> Flag(
        string path,
        bool value,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        bool inKey = true,
        bool keyedWhenSet = false
    ) =>
        Add(SettingKind.Flag, path, value, readers, meaning, text => text == "true", flag => flag ? "true" : "false", inKey, keyedWhenSet);

    public Setting<string> Text(
        string path,
        string value,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        bool inKey = true,
        bool keyedWhenSet = false
    ) =>
        Add(SettingKind.Text, path, value, readers, meaning, text => text, text => text, inKey, keyedWhenSet);

    /// <summary>One of some words that do not belong to an enumeration.</summary>
    public Setting<string> Word(
        string path,
        string value,
        IReadOnlyList<string> words,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        bool keyedWhenSet = false
    ) =>
        Add(SettingKind.Choice, path, value, readers, meaning, text => text, text => text, keyedWhenSet: keyedWhenSet, choices: words);

    /// <summary>A member of an enumeration.</summary>
    /// <param name="only">The members that an experiment may name; null for all.</param>
    public Setting<T> Choice<T>(
        string path,
        T value,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        char separator = '-',
        bool inKey = true,
        bool keyedWhenSet = false,
        IReadOnlyList<T>? only = null
    )
        where T : struct, Enum
    {
        var members = (only ?? Enum.GetValues<T>()).ToDictionary(member => EnumWord.Of(member, separator), StringComparer.Ordinal);
        return Add(
            SettingKind.Choice,
            path,
            value,
            readers,
            meaning,
            text => members[text],
            member => EnumWord.Of(member, separator),
            inKey,
            keyedWhenSet,
            choices: [.. members.Keys]
        );
    }

    /// <summary>A row of a table, by its name.</summary>
    public Setting<T> Named<T>(
        string path,
        T value,
        IReadOnlyList<T> rows,
        Func<T, string> nameOf,
        IReadOnlyList<StageDefinition> readers,
        string meaning
    ) =>
        Add(
            SettingKind.Choice,
            path,
            value,
            readers,
            meaning,
            text => rows.Single(row => nameOf(row) == text),
            nameOf,
            choices: [.. rows.Select(nameOf)]
        );

    /// <summary>Whole numbers in brackets.</summary>
    public Setting<IReadOnlyList<int>> Integers(
        string path,
        IReadOnlyList<int> value,
        IReadOnlyList<StageDefinition> readers,
        string meaning
    ) =>
        Add(
            SettingKind.IntegerList,
            path,
            value,
            readers,
            meaning,
            text => [.. PartsOf(text).Select(WholeOf)],
            numbers => ListOf(numbers.Select(TextOf))
        );

    /// <summary>Some of <paramref name="words"/>, in brackets; their order does not count.</summary>
    public Setting<IReadOnlyList<string>> Words(
        string path,
        IReadOnlyList<string> value,
        IReadOnlyList<string> words,
        IReadOnlyList<StageDefinition> readers,
        string meaning
    ) =>
        Add(SettingKind.WordList, path, value, readers, meaning, PartsOf, ListOf, choices: words);

    /// <summary>Any texts without spaces, in brackets; empty where none is given.</summary>
    public Setting<IReadOnlyList<string>> Texts(
        string path,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        bool inKey = true,
        bool keyedWhenSet = false
    ) =>
        Add<IReadOnlyList<string>>(SettingKind.TextList, path, [], readers, meaning, PartsOf, ListOf, inKey, keyedWhenSet);

    /// <summary>An absolute path, or null for the word that stands in place of one.</summary>
    /// <param name="value">That word, or null for a path that must be given.</param>
    /// <param name="always">Whether the setting counts regardless of the section's condition, because its content is an input.</param>
    public Setting<string?> File(string path, string? value, IReadOnlyList<StageDefinition> readers, string meaning, bool always = false)
    {
        var setting = new Setting<string?>
        {
            Path = path,
            Kind = SettingKind.Path,
            Default = value,
            Format = file => file ?? value ?? "",
            Choices = value is null or Setting.None ? [] : [value],
            Stages = readers,
            Meaning = meaning,
            Parse = text => text == value || text == Setting.None ? null : text,
        };
        return Keep(always ? setting : setting with { Engine = Engine, Equivalence = Equivalence });
    }

    private Setting<T> Add<T>(
        SettingKind kind,
        string path,
        T value,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        Func<string, T> parse,
        Func<T, string> format,
        bool inKey = true,
        bool keyedWhenSet = false,
        (double Min, double Max)? bounds = null,
        IReadOnlyList<string>? choices = null
    ) =>
        Keep(
            new Setting<T>
            {
                Kind = kind,
                Path = path,
                Default = format(value),
                Stages = readers,
                Meaning = meaning,
                Parse = parse,
                Format = format,
                InKey = inKey,
                KeyedWhenSet = keyedWhenSet,
                Min = bounds?.Min ?? double.NegativeInfinity,
                Max = bounds?.Max ?? double.PositiveInfinity,
                Choices = choices ?? [],
                Engine = Engine,
                Equivalence = Equivalence,
            }
        );

    private Setting<T> Keep<T>(Setting<T> setting)
    {
        _settings.Add(setting);
        return setting;
    }

    private static int WholeOf(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double NumberOf(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string TextOf(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string TextOf(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string ListOf(IEnumerable<string> parts) => $"[{string.Join(' ', parts)}]";

    /// <summary>An IPv6 address has brackets of its own.</summary>
    private static string[] PartsOf(string text) =>
        (text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
