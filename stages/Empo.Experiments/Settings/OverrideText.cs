namespace Empo.Experiments.Settings;

/// <summary>Reads the property EmpoSet: settings separated by spaces (<c>a.b=1 c=[1 4]</c>), or <c>@file.yaml</c>.</summary>
internal static class OverrideText
{
    private const string Origin = "EmpoSet";

    /// <summary>The overrides in order. A relative file is looked up from <paramref name="folder"/>.</summary>
    /// <exception cref="UserError">EMPO1008 where the text cannot be understood.</exception>
    public static IReadOnlyList<RawSetting> Read(string? text, string folder)
    {
        var rest = text?.Trim() ?? "";
        if (rest.StartsWith('@'))
        {
            return YamlSettings.Read(System.IO.Path.GetFullPath(rest[1..], folder));
        }

        if (rest.IndexOfAny([';', ',']) is var at and >= 0)
        {
            throw Refuse(at, $"it holds '{rest[at]}', where MSBuild cuts and drops what follows");
        }

        return [.. Split(rest).Select(part => ReadOne(part.Text, part.Column))];
    }

    private static RawSetting ReadOne(string part, int column)
    {
        var equals = part.IndexOf('=');
        if (equals <= 0)
        {
            throw Refuse(column, $"'{part}' is not of the form path=value");
        }

        var value = part[(equals + 1)..];
        return new RawSetting(part[..equals], value, value.StartsWith('['), Origin, 0, 0, 0, 0);
    }

    private static IEnumerable<(string Text, int Column)> Split(string text)
    {
        var (start, depth) = (-1, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            var end = i == text.Length || (char.IsWhiteSpace(text[i]) && depth == 0);
            if (end && start >= 0)
            {
                yield return (text[start..i], start);
                start = -1;
            }
            else if (!end)
            {
                start = start < 0 ? i : start;
                depth += text[i] == '[' ? 1 : text[i] == ']' ? -1 : 0;
            }
        }
    }

    private static UserError Refuse(int column, string why) =>
        new(
            "EMPO1008",
            $"EmpoSet cannot be understood: {why} (character {column + 1}). Separate settings by spaces, "
                + "-p:EmpoSet=\"rollout.temperature=0.8 filter.entropy.low=0.1\", lists as [1 4 16], or name a file: @overrides.yaml.",
            Origin
        );
}
