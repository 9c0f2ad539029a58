using YamlDotNet.Core;

namespace Empo.Experiments.Settings;

/// <summary>Turns what the YAML parser throws into an error at the place of the mistake.</summary>
public static class YamlMistake
{
    /// <summary>Whether an exception comes from the text. On some broken texts the parser throws not its own kind, but these.</summary>
    public static bool Is(Exception exception) =>
        exception is YamlException or InvalidOperationException or ArgumentException or IndexOutOfRangeException or KeyNotFoundException;

    /// <param name="last">The last place that the parser understood, for exceptions that know no place.</param>
    public static UserError Of(Exception exception, string code, string file, Mark? last)
    {
        var place = exception is YamlException yaml ? yaml.Start : last ?? Mark.Empty;
        var reason = exception is YamlException ? exception.Message.TrimEnd('.') : "the text after this place cannot be understood";
        return new UserError(
            code,
            $"This is not valid YAML: {reason}. Mend the syntax at this place.",
            file,
            Math.Max((int)place.Line, 1),
            Math.Max((int)place.Column, 1),
            exception
        );
    }
}
