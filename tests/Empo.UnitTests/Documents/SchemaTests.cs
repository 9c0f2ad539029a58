using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Settings;
using Empo.Stages.Datasets;
using Json.Schema;

namespace Empo.UnitTests.Documents;

/// <summary>The schemas that editors read, by a validator that is not ours.</summary>
public sealed class SchemaTests
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Each schema once: the validator registers it by its path.</summary>
    private static readonly Dictionary<string, JsonSchema> Schemas = new(StringComparer.Ordinal);

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.Flag };

    public static TheoryData<string> ShippedFiles { get; } =
    [
        .. new[] { "experiments", "datasets", "packages" }
            .Select(folder => Path.Combine(Repository.Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void The_schema_of_experiments_is_the_table_of_settings() =>
        ApprovedText.Check(
            ExperimentSchema.Make().ToJsonString(Indented).ReplaceLineEndings("\n") + "\n",
            "schemas/experiment.schema.json"
        );

    [Theory]
    [MemberData(nameof(ShippedFiles))]
    public void A_shipped_file_names_its_schema_and_is_valid_and_no_misspelt_key_is(string file)
    {
        var (path, text) = (Path.Combine(Repository.Root, file), File.ReadAllText(Path.Combine(Repository.Root, file)));
        const string Mark = "# yaml-language-server: $schema=";
        var first = text.Split('\n')[0].TrimEnd('\r');
        Assert.StartsWith(Mark, first, StringComparison.Ordinal);
        // The template has the schemas of the repository once it is packed.
        var from = file.StartsWith("packages/", StringComparison.Ordinal)
            ? Path.Combine(Repository.Root, "experiments")
            : Path.GetDirectoryName(path)!;
        var schemaFile = Path.GetFullPath(first[Mark.Length..], from);
        if (!Schemas.TryGetValue(schemaFile, out var schema))
        {
            Schemas[schemaFile] = schema = JsonSchema.FromFile(schemaFile);
        }


        var node = YamlJson.Parse(text)!.AsObject();

        Assert.Equal(SchemaOf(node), Path.GetFileName(schemaFile));
        Assert.True(IsValid(schema, node), $"{file} does not fit its schema");
        Assert.All(Misspelt(node), wrong => Assert.False(IsValid(schema, wrong), wrong.ToJsonString()));
    }

    [Fact]
    public void The_schema_takes_a_value_of_a_setting_where_the_reader_does()
    {
        using var folder = new TemporaryFolder();
        var schema = ExperimentSchema.Make();
        string[] probes =
        [
            "-1", "0", "0.5", "1", "3", "12", "64", "1.5", "100000", "2147483648", "1e12", "none", "auto", "true", "false", "~text",
            "cuda:1", "[1, 2]", "[0]", "[]", "[a, b]", "[accuracy]",
        ];
        var differences = new List<string>();
        foreach (var setting in SettingTable.All)
        {
            var value = JsonSchema.FromText(setting.Path.Split('.').Aggregate<string, JsonNode>(schema, Property).ToJsonString());
            foreach (var probe in probes.Concat(setting.Choices).Concat(setting.Choices.Select(word => $"[{word}]")).Distinct())
            {
                if (IsValid(value, YamlJson.Parse($"value: {probe}")!["value"]) != Reads(folder.File("experiment.yaml"), setting, probe))
                {
                    differences.Add($"{setting.Path}: {probe}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Theory]
    [InlineData("$", "colour: 1")]
    [InlineData("$.properties.counts", "generator: arithmetic\ncounts: {colour: 1}")]
    [InlineData("$['$defs'].arithmetic", "generator: arithmetic\ncounts: {training: 1}\narithmetic: {colour: 1}")]
    [InlineData("$['$defs'].file", "kind: files\nfiles: [{colour: 1}]")]
    public void The_schema_of_datasets_has_the_keys_that_the_reader_knows(string place, string yaml)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("dataset.yaml");
        var kind = yaml.Contains("kind:", StringComparison.Ordinal) ? "" : "kind: generator\n";
        File.WriteAllText(file, $"{kind}name: a\nlicence: b\norigin: c\n{yaml}");

        var failure = Assert.Throws<UserError>(() => DatasetManifestReader.Read(file));

        Assert.Equal("EMPO2010", failure.Code);
        var known = failure.Message.Split("Known keys are ")[1].Split(';')[0].Split(", ").Order(StringComparer.Ordinal);
        var schema = DatasetSchema();
        var section = place switch
        {
            "$" => schema,
            "$.properties.counts" => schema["properties"]!["counts"]!,
            "$['$defs'].arithmetic" => schema["$defs"]!["arithmetic"]!,
            "$['$defs'].file" => schema["$defs"]!["file"]!,
            _ => throw new ArgumentOutOfRangeException(nameof(place)),
        };
        Assert.Equal(known, section["properties"]!.AsObject().Select(key => key.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_schema_of_datasets_has_the_encodings_that_the_reader_knows()
    {
        var encoding = DatasetSchema()["$defs"]!["file"]!["properties"]!["encoding"]!;

        Assert.Equal(EncodingNames.All, encoding["enum"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    private static JsonNode DatasetSchema() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "schemas/dataset.schema.json")))!;

    private static JsonNode Property(JsonNode section, string name) => section["properties"]![name]!;

    private static bool IsValid(JsonSchema schema, JsonNode? node) =>
        schema.Evaluate(JsonSerializer.SerializeToElement(node), Options).IsValid;

    /// <summary>Whether the reader takes the value; rules between settings, which come later, are no matter of the schema.</summary>
    private static bool Reads(string file, Setting setting, string value)
    {
        var keys = setting.Path.Split('.').Select((name, depth) => $"{new string(' ', depth)}{name}:");
        File.WriteAllText(file, $"{string.Join('\n', keys)} {value}\n");
        try
        {
            ExperimentReader.Read(file, null, Path.GetDirectoryName(file)!);
            return true;
        }
        catch (UserError error)
        {
            return error.Code is not ("EMPO1004" or "EMPO1005");
        }
    }

    private static string SchemaOf(JsonObject node) =>
        node.ContainsKey("arms") ? "suite.schema.json" : node.ContainsKey("kind") ? "dataset.schema.json" : "experiment.schema.json";

    /// <summary>The document with one key doubled in its last letter, for each key whose name is not the user's own.</summary>
    private static IEnumerable<JsonObject> Misspelt(JsonObject node)
    {
        foreach (var (key, value) in node)
        {
            var wrong = (JsonObject)node.DeepClone();
            wrong.Remove(key);
            wrong[key + key[^1]] = value?.DeepClone();
            yield return wrong;
            if (value is JsonObject inner)
            {
                foreach (var wrongInner in key == "arms" ? MisspeltArms(inner) : Misspelt(inner))
                {
                    var outer = (JsonObject)node.DeepClone();
                    outer[key] = wrongInner;
                    yield return outer;
                }
            }
        }
    }

    private static IEnumerable<JsonObject> MisspeltArms(JsonObject arms) =>
        arms.SelectMany(arm =>
            Misspelt(arm.Value!.AsObject()).Select(wrong =>
            {
                var all = (JsonObject)arms.DeepClone();
                all[arm.Key] = wrong;
                return all;
            })
        );
}
