using YamlDotNet.Core;

namespace Empo.Experiments.Settings;

/// <summary>Turns an exception of the YAML parser into an error at the place of the mistake.</summary>
public static class YamlMistake
{
    /// <summary>
    /// Whether an exception comes from the text. On some broken texts the parser does not throw its own exception type, but one of these.
    /// </summary>
    public static bool Is(Exception exception) =>
        exception is YamlException or InvalidOperationException or ArgumentException or IndexOutOfRangeException or KeyNotFoundException;

    /// <param name="last">The last place that the parser understood, for exceptions without a place.</param>
    public static UserError Of(Exception exception, string code, string file, Mark? last)
    {
        var place = exception is YamlException yaml ? yaml.Start : last ?? Mark.Empty;
        var reason = exception is YamlException ? exception.Message.TrimEnd('.') : "the text after this place cannot be understood";
        return new UserError(
            code,
            $"This is not valid YAML: {reason}. Fix the syntax at this place.",
            file,
            Math.Max((int)place.Line, 1),
            Math.Max((int)place.Column, 1),
            exception
        );
    }
}
