using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Empo.Experiments.Settings;

namespace Empo.Stages.Verbs;

/// <summary>The kinds of options that verbs have. Numbers are read in the invariant culture, and no value may be an empty text.</summary>
internal static class VerbOption
{
    /// <summary>Any text except the empty one.</summary>
    /// <param name="value">Name of the value in the help, such as <c>text</c>.</param>
    /// <param name="initial">The value where the option is not given, or null.</param>
    public static Option<string> Text(string name, string value, string help, bool required = false, string? initial = null)
    {
        var option = Create<string>(name, value, help, (text, result) => NotEmpty(name, text, result));
        option.Required = required;
        if (initial is not null)
        {
            option.DefaultValueFactory = _ => initial;
        }

        return option;
    }

    /// <summary>A file or a folder; its value is the full path.</summary>
    public static Option<string> Path(string name, string value, string help, bool required = false)
    {
        var option = Create<string>(
            name,
            value,
            help,
            (text, result) => NotEmpty(name, text, result) is { } path ? System.IO.Path.GetFullPath(path) : null
        );
        option.Required = required;
        return option;
    }

    /// <summary>An integer from <paramref name="min"/> to <paramref name="max"/>.</summary>
    /// <param name="initial">The value where the option is not given; null where it must be.</param>
    public static Option<int> Integer(string name, int min, int max, string help, int? initial = null)
    {
        var option = Create(name, "n", help, (text, result) =>
        {
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= min
                && number <= max)
            {
                return number;
            }

            result.AddError(FormattableString.Invariant($"{name} is '{text}', not an integer from {min} to {max}."));
            return min;
        });
        return WithDefault(option, initial);
    }

    /// <summary>A number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    /// <param name="initial">The value where the option is not given; null where it must be.</param>
    public static Option<double> Number(string name, double min, double max, string help, double? initial = null)
    {
        var option = Create(name, "x", help, (text, result) =>
        {
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            {
                return number;
            }

            result.AddError(FormattableString.Invariant($"{name} is '{text}', not a number from {min} to {max}."));
            return min;
        });
        return WithDefault(option, initial);
    }

    /// <summary>One of <paramref name="words"/>; the first is the value where the option is not given.</summary>
    public static Option<string> Choice(string name, string[] words, string help)
    {
        var option = Create<string>(name, string.Join('|', words), help, (text, result) =>
        {
            if (words.Contains(text, StringComparer.Ordinal))
            {
                return text;
            }

            result.AddError($"{name} is '{text}', not one of {string.Join(", ", words)}.{Nearest.Suggestion(text, words)}");
            return null;
        });
        option.DefaultValueFactory = _ => words[0];
        return option;
    }

    /// <summary>Present or not; takes no value.</summary>
    public static Option<bool> Flag(string name, string help) => new(name) { Description = help, Arity = ArgumentArity.Zero };

    private static Option<T> Create<T>(string name, string value, string help, Func<string, ArgumentResult, T?> parse) => new(name)
    {
        Description = help,
        HelpName = value,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => parse(result.Tokens[0].Value, result),
    };

    private static Option<T> WithDefault<T>(Option<T> option, T? initial)
        where T : struct
    {
        option.Required = initial is null;
        if (initial is { } value)
        {
            option.DefaultValueFactory = _ => value;
        }

        return option;
    }

    private static string? NotEmpty(string name, string text, ArgumentResult result)
    {
        if (text.Length > 0)
        {
            return text;
        }

        result.AddError($"The value of {name} is empty.");
        return null;
    }
}
