using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Empo.Stages.Datasets;

/// <summary>
/// One mapping of a dataset manifest, read strictly: an unknown key, a missing one, a wrong type or a value out of range is an
/// error at its line.
/// </summary>
internal sealed class ManifestSection
{
    private readonly string _file;
    private readonly string _name;
    private readonly YamlMappingNode _node;

    /// <param name="file">Path of the manifest.</param>
    /// <param name="name">Name of the section in messages.</param>
    /// <param name="node">The mapping.</param>
    /// <param name="known">All keys it may have.</param>
    public ManifestSection(string file, string name, YamlNode node, params IReadOnlyList<string> known)
    {
        (_file, _name) = (file, name);
        _node = node as YamlMappingNode ?? throw Failure("EMPO2011", node, $"{name} must be a mapping. Write lines such as 'name: value'");
        foreach (var key in _node.Children.Keys)
        {
            if (!known.Contains(key.ToString()))
            {
                throw Failure(
                    "EMPO2010",
                    key,
                    $"{name} has no key '{key}'. Known keys are {string.Join(", ", known)}; correct or remove it"
                );
            }
        }
    }

    /// <summary>Line of the section in the manifest.</summary>
    public int Line => (int)_node.Start.Line;

    /// <summary>Line of a key's value; of the section where the key is absent.</summary>
    public int LineOf(string key) => Has(key) ? (int)Node(key).Start.Line : Line;

    public bool Has(string key) => _node.Children.ContainsKey(key);

    public string Text(string key) => TextOf(key, Node(key));

    public string OptionalText(string key, string otherwise) => Has(key) ? Text(key) : otherwise;

    public int Integer(string key, int least, int most) => IntegerOf(key, Node(key), least, most);

    public string? TextOrNull(string key) => Has(key) ? Text(key) : null;

    /// <summary>A number above 0.</summary>
    public double Positive(string key) =>
        double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && double.IsFinite(value)
            ? value
            : throw Refuse(key, $"'{key}' is '{Text(key)}', but must be a number above 0. Change it");

    /// <summary>A number from 0 to 1.</summary>
    public double OptionalShare(string key, double otherwise) =>
        !Has(key) ? otherwise
        : double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1 ? value
        : throw Refuse(key, $"'{key}' is '{Text(key)}', but must be a number from 0 to 1. Change it");

    /// <summary>A list of plain texts; empty where the key is absent.</summary>
    public IReadOnlyList<string> Texts(string key) => Has(key) ? [.. Items(key).Select(item => TextOf(key, item))] : [];

    /// <summary>One of the given words.</summary>
    public T Choice<T>(string key, IReadOnlyDictionary<string, T> words) =>
        words.TryGetValue(Text(key), out var value)
            ? value
            : throw Failure(
                "EMPO2011",
                Node(key),
                $"'{key}' is '{Text(key)}', but may be {string.Join(" or ", words.Keys)}. Write one of them"
            );

    /// <summary>Two whole numbers in ascending order: <c>[1, 5]</c>.</summary>
    public (int Least, int Most) Range(string key, int least, int most)
    {
        var items = Items(key);
        if (items.Count != 2)
        {
            throw Failure("EMPO2011", Node(key), $"'{key}' must be two numbers. Write the smallest and the largest, as in [1, 5]");
        }

        var range = (IntegerOf(key, items[0], least, most), IntegerOf(key, items[1], least, most));
        return range.Item1 <= range.Item2
            ? range
            : throw Failure("EMPO2011", Node(key), $"'{key}' starts above its end. Write the smaller number first");
    }

    /// <summary>One or more different words of letters.</summary>
    public IReadOnlyList<string> Words(string key)
    {
        var words = Items(key).Select(item => TextOf(key, item)).ToArray();
        return words.Length > 0 && words.All(word => word.Length > 0 && word.All(char.IsLetter)) && words.Distinct().Count() == words.Length
            ? words
            : throw Failure("EMPO2011", Node(key), $"'{key}' must be a list of different words of letters. Write [one, two]");
    }

    public ManifestSection Section(string key, params IReadOnlyList<string> known) => new(_file, $"'{key}'", Node(key), known);

    public IReadOnlyList<ManifestSection> Sections(string key, params IReadOnlyList<string> known) =>
        [.. Items(key).Select((item, index) => new ManifestSection(_file, $"entry {index + 1} of '{key}'", item, known))];

    /// <summary>An error at the value of a key, or at the section where the key is absent.</summary>
    public UserError Refuse(string key, string why) => Failure("EMPO2011", Has(key) ? Node(key) : _node, why);

    private YamlNode Node(string key) => _node.Children.TryGetValue(key, out var node)
        ? node
        : throw Failure("EMPO2011", _node, $"{_name} lacks '{key}'. Add the line");

    private List<YamlNode> Items(string key) => Node(key) is YamlSequenceNode list
        ? [.. list.Children]
        : throw Failure("EMPO2011", Node(key), $"'{key}' must be a list. Write [one, two]");

    private string TextOf(string key, YamlNode node) => node is YamlScalarNode { Value: { } text }
        ? text
        : throw Failure("EMPO2011", node, $"'{key}' must be plain text. Write it on one line");

    private int IntegerOf(string key, YamlNode node, int least, int most) =>
        int.TryParse(TextOf(key, node), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && value >= least
        && value <= most
            ? value
            : throw Failure("EMPO2011", node, $"'{key}' is '{node}', but must be a whole number from {least} to {most}. Change it");

    private UserError Failure(string code, YamlNode at, string why) =>
        new(code, $"The dataset manifest cannot be used: {why}.", _file, (int)at.Start.Line, (int)at.Start.Column);
}
