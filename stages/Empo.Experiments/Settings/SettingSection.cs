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
            new Setting<int>
            {
                Path = path,
                Kind = automatic ? SettingKind.IntegerOrAuto : SettingKind.Integer,
                Min = min,
                Max = max,
                Stages = readers,
                Meaning = meaning,
                InKey = inKey,
                KeyedWhenSet = keyedWhenSet,
                Parse = text => int.Parse(text, CultureInfo.InvariantCulture),
                Format = number => number.ToString(CultureInfo.InvariantCulture),
            },
            value
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
            new Setting<int?>
            {
                Path = path,
                Kind = SettingKind.IntegerOrAuto,
                Min = min,
                Max = max,
                Stages = readers,
                Meaning = meaning,
                InKey = inKey,
                KeyedWhenSet = keyedWhenSet,
                Parse = text => text == Setting.Automatic ? null : int.Parse(text, CultureInfo.InvariantCulture),
                Format = number => number?.ToString(CultureInfo.InvariantCulture) ?? Setting.Automatic,
            },
            value
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
        Add(
            new Setting<double>
            {
                Path = path,
                Kind = SettingKind.Number,
                Min = min,
                Max = max,
                Stages = readers,
                Meaning = meaning,
                InKey = inKey,
                KeyedWhenSet = keyedWhenSet,
                Parse = text => double.Parse(text, CultureInfo.InvariantCulture),
                Format = TextOf,
            },
            value
        );

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
            new Setting<double?>
            {
                Path = path,
                Kind = SettingKind.OptionalNumber,
                Min = min,
                Max = max,
                Stages = readers,
                Meaning = meaning,
                KeyedWhenSet = keyedWhenSet,
                Parse = text => text == Setting.None ? null : double.Parse(text, CultureInfo.InvariantCulture),
                Format = number => number is { } present ? TextOf(present) : Setting.None,
            },
            value
        );

    public Setting<bool> Flag(
        string path,
        bool value,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        bool inKey = true,
        bool keyedWhenSet = false
    ) =>
        Add(
            new Setting<bool>
            {
                Path = path,
                Kind = SettingKind.Flag,
                Stages = readers,
                Meaning = meaning,
                InKey = inKey,
                KeyedWhenSet = keyedWhenSet,
                Parse = text => text == "true",
                Format = flag => flag ? "true" : "false",
            },
            value
        );

    public Setting<string> Text(
        string path,
        string value,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        bool inKey = true,
        bool keyedWhenSet = false
    ) =>
        Add(
            new Setting<string>
            {
                Path = path,
                Kind = SettingKind.Text,
                Stages = readers,
                Meaning = meaning,
                InKey = inKey,
                KeyedWhenSet = keyedWhenSet,
                Parse = text => text,
                Format = text => text,
            },
            value
        );

    /// <summary>One of some words that do not belong to an enumeration.</summary>
    public Setting<string> Word(
        string path,
        string value,
        IReadOnlyList<string> words,
        IReadOnlyList<StageDefinition> readers,
        string meaning,
        bool keyedWhenSet = false
    ) =>
        Add(
            new Setting<string>
            {
                Path = path,
                Kind = SettingKind.Choice,
                Choices = words,
                Stages = readers,
                Meaning = meaning,
                KeyedWhenSet = keyedWhenSet,
                Parse = text => text,
                Format = text => text,
            },
            value
        );

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
        return Add(new Setting<T>
        {
            Path = path, Kind = SettingKind.Choice, Choices = [.. members.Keys], Stages = readers, Meaning = meaning, InKey = inKey,
            KeyedWhenSet = keyedWhenSet, Parse = text => members[text], Format = member => EnumWord.Of(member, separator),
        }, value);
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
            new Setting<T>
            {
                Path = path,
                Kind = SettingKind.Choice,
                Choices = [.. rows.Select(nameOf)],
                Stages = readers,
                Meaning = meaning,
                Parse = text => rows.Single(row => nameOf(row) == text),
                Format = nameOf,
            },
            value
        );

    /// <summary>Whole numbers in brackets.</summary>
    public Setting<IReadOnlyList<int>> Integers(
        string path,
        IReadOnlyList<int> value,
        IReadOnlyList<StageDefinition> readers,
        string meaning
    ) =>
        Add(
            new Setting<IReadOnlyList<int>>
            {
                Path = path,
                Kind = SettingKind.IntegerList,
                Stages = readers,
                Meaning = meaning,
                Parse = text => [.. PartsOf(text).Select(part => int.Parse(part, CultureInfo.InvariantCulture))],
                Format = numbers => ListOf(numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))),
            },
            value
        );

    /// <summary>Some of <paramref name="words"/>, in brackets; their order does not count.</summary>
    public Setting<IReadOnlyList<string>> Words(
        string path,
        IReadOnlyList<string> value,
        IReadOnlyList<string> words,
        IReadOnlyList<StageDefinition> readers,
        string meaning
    ) =>
        Add(
            new Setting<IReadOnlyList<string>>
            {
                Path = path,
                Kind = SettingKind.WordList,
                Choices = words,
                Stages = readers,
                Meaning = meaning,
                Parse = PartsOf,
                Format = ListOf,
            },
            value
        );

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

    private Setting<T> Add<T>(Setting<T> setting, T value) =>
        Keep(setting with { Default = setting.Format(value), Engine = Engine, Equivalence = Equivalence });

    private Setting<T> Keep<T>(Setting<T> setting)
    {
        _settings.Add(setting);
        return setting;
    }

    private static string TextOf(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string ListOf(IEnumerable<string> parts) => $"[{string.Join(' ', parts)}]";

    private static string[] PartsOf(string text) => text.Trim('[', ']').Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
