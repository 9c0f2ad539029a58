using System.CommandLine;

namespace Empo.Stages.Verbs;

/// <summary>
/// The arguments that follow an option are its values, whatever they look like: <c>--explain --out --</c> explains the texts <c>--out</c>
/// and <c>--</c>. By itself, the parser would take them for an option and for the end of options.
/// </summary>
internal static class OptionValues
{
    /// <summary>The arguments of a verb, with each value bound to its option: <c>--name=value</c>, once for each of its values.</summary>
    /// <param name="verb">The verb whose options count.</param>
    /// <param name="arguments">The arguments after the verb.</param>
    public static IEnumerable<string> Bind(Command verb, IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count;)
        {
            var argument = arguments[i++];
            if (OptionOf(verb, argument) is not { } option)
            {
                yield return argument;
                continue;
            }

            var rest = argument[option.Name.Length..];
            string[] values = rest.Length > 0
                ? [rest[1..]]
                : [.. arguments.Skip(i).Take(option.Arity.MinimumNumberOfValues)];
            i += rest.Length > 0 ? 0 : values.Length;
            foreach (var bound in values.Length == 0 ? [argument] : values.SelectMany(value => Bound(option.Name, value)))
            {
                yield return bound;
            }
        }
    }

    /// <summary>The option that takes values and is written as <c>--name</c> or <c>--name=value</c>.</summary>
    private static Option? OptionOf(Command verb, string argument) => verb.Options.FirstOrDefault(option =>
        option.Arity.MinimumNumberOfValues > 0
        && argument.StartsWith(option.Name, StringComparison.Ordinal)
        && (argument.Length == option.Name.Length || argument[option.Name.Length] == '=')
    );

    // After "--name=" the parser takes the next argument as the value.
    private static string[] Bound(string name, string value) => value.Length == 0 ? [name, value] : [$"{name}={value}"];
}
