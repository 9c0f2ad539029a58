using System.Text;

namespace Empo.Tasks;

/// <summary>
/// The properties that a build was given, as one text that the targets pass from project to project. Each property is <c>Name:base64</c>
/// or, where the targets write a plain word themselves, <c>Name=word</c>; bars join them. In base64 no value can be mistaken for MSBuild's
/// own characters.
/// </summary>
internal sealed class BuildSession
{
    private readonly SortedDictionary<string, string> _values;

    private BuildSession(SortedDictionary<string, string> values) => _values = values;

    /// <summary>The values that are not empty, by property.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>A value; empty where there is none.</summary>
    public string this[string name] => _values.GetValueOrDefault(name, "");

    public bool IsTrue(string name) => this[name].Trim().Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="FormatException">The targets did not write the text.</exception>
    public static BuildSession Parse(string text)
    {
        var values = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var end = part.IndexOfAny([':', '=']);
            if (end < 0)
            {
                throw new FormatException($"'{part}' is not a property of a session.");
            }

            var value = part[end] == ':' ? Encoding.UTF8.GetString(Convert.FromBase64String(part[(end + 1)..])) : part[(end + 1)..];
            if (value.Length > 0)
            {
                values[part[..end]] = value;
            }
        }

        return new BuildSession(values);
    }

    /// <summary>A copy with other values; an empty value removes the property.</summary>
    public BuildSession With(params (string Name, string Value)[] changes)
    {
        var values = new SortedDictionary<string, string>(_values, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in changes)
        {
            values.Remove(name);
            if (value.Length > 0)
            {
                values[name] = value;
            }
        }

        return new BuildSession(values);
    }

    /// <summary>The text for another project or task.</summary>
    public override string ToString() =>
        string.Join('|', _values.Select(entry => $"{entry.Key}:{Convert.ToBase64String(Encoding.UTF8.GetBytes(entry.Value))}"));
}
