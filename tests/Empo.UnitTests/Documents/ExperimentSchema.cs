using System.Text.Json.Nodes;
using Empo.Experiments.Settings;

namespace Empo.UnitTests.Documents;

/// <summary>
/// The JSON Schema (draft 2020-12) of an experiment file, made from the table of settings. It describes single values; rules between
/// settings are the reader's alone, and so are dotted keys at the top level, which the reader takes too.
/// </summary>
internal static class ExperimentSchema
{
    public static JsonObject Make()
    {
        var root = Section("EMPO experiment", "An experiment of Empo.Pipeline; docs/settings.md says which stages read a setting.");
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        Properties(root)["extends"] = new JsonObject
        {
            ["type"] = "string",
            ["description"] = "Another experiment, relative to this file, whose settings count where this one sets none.",
        };
        foreach (var setting in SettingTable.All)
        {
            var (section, path) = (root, setting.Path.Split('.'));
            foreach (var name in path[..^1])
            {
                section = Inner(section, name);
            }

            Properties(section)[path[^1]] = Value(setting);
        }

        return root;
    }

    private static JsonObject Inner(JsonObject section, string name)
    {
        if (Properties(section)[name] is not JsonObject inner)
        {
            Properties(section)[name] = inner = Section(null, null);
        }

        return inner;
    }

    private static JsonObject Section(string? title, string? description)
    {
        var section = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject(),
        };
        if (title is not null)
        {
            section.Insert(0, "title", title);
            section.Insert(1, "description", description);
        }

        return section;
    }

    private static JsonObject Properties(JsonObject section) => (JsonObject)section["properties"]!;

    private static JsonObject Value(Setting setting)
    {
        var value = Type(setting);
        value["description"] = setting.Meaning;
        if (DefaultOf(setting) is { } otherwise)
        {
            value["default"] = otherwise;
        }

        return value;
    }

    private static JsonObject Type(Setting setting) => setting.Kind switch
    {
        SettingKind.Integer => Bounded(setting, "integer"),
        SettingKind.IntegerOrAuto => Either(Bounded(setting, "integer"), Setting.Automatic),
        SettingKind.Number => Bounded(setting, "number"),
        SettingKind.OptionalNumber => Either(Bounded(setting, "number"), Setting.None, null),
        SettingKind.Flag => new JsonObject { ["type"] = "boolean" },
        SettingKind.Choice => setting.Path == "device" ? Either(Pattern("^cuda:[0-9]+$"), [.. setting.Choices]) : Words(setting.Choices),
        SettingKind.IntegerList => List(new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = int.MaxValue }, 1),
        SettingKind.WordList => List(Words(setting.Choices), 1),
        SettingKind.TextList => List(new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") }, 0),
        SettingKind.Text or SettingKind.Path => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "null") },
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting.Kind, "a kind without a schema"),
    };

    private static JsonObject Bounded(Setting setting, string type)
    {
        var value = new JsonObject { ["type"] = type };
        foreach (var (name, bound) in new[] { ("minimum", setting.Min), ("maximum", setting.Max) })
        {
            if (double.IsFinite(bound))
            {
                value[name] = bound == Math.Floor(bound) && Math.Abs(bound) < long.MaxValue ? (long)bound : bound;
            }
        }

        return value;
    }

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    /// <summary>Words as YAML reads them: true and false are no texts.</summary>
    private static JsonObject Words(IEnumerable<string> words) => new() { ["enum"] = new JsonArray([.. words.Select(YamlJson.Scalar)]) };

    private static JsonObject Either(JsonObject first, params IEnumerable<string?> words) =>
        new() { ["anyOf"] = new JsonArray(first, new JsonObject { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode?)word)]) }) };

    private static JsonObject List(JsonObject items, int least)
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = items };
        if (least > 0)
        {
            list["minItems"] = least;
        }

        return list;
    }

    /// <summary>The default as an experiment file would write it; null where there is none to show.</summary>
    private static JsonNode? DefaultOf(Setting setting) => setting.Default switch
    {
        null => null,
        var text when setting.Kind is SettingKind.IntegerList or SettingKind.WordList or SettingKind.TextList => new JsonArray(
            [.. text[1..^1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(YamlJson.Scalar)]
        ),
        var text when setting.Kind is SettingKind.Text or SettingKind.Path => text,
        var text => YamlJson.Scalar(text),
    };
}
