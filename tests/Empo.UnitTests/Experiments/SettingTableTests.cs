using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.UnitTests.Experiments;

/// <summary>The table decides what a change runs again: no stage misses a setting that it reads, none knows one that it does not.</summary>
public sealed class SettingTableTests
{
    private const string Judged = "score:\n  equivalence: judge\n  judge:\n    url: http://localhost/v1\n    name: m\n";

    public static TheoryData<string> Paths => [.. SettingTable.All.Select(setting => setting.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_change_alters_exactly_the_fingerprints_of_its_stages(string path)
    {
        using var text = new ExperimentText();
        // A model, adapter, or decisions, of its own, where it is that that changes: with and without one are two graphs.
        var setting = SettingTable.Find(path)!;
        text.Write("r.jsonl", "");
        var engine = setting.Engine is null
            ? ""
            : $"rollout:\n  engine: {EnumWord.Of(setting.Engine.Value)}\n"
                + (
                    setting.Engine == RolloutEngine.Imported
                        ? "imported:\n  rollouts: r.jsonl\n"
                        : "server:\n  url: http://127.0.0.1:1\n  model: m\n  weights: lora\nmodel: m\n"
                );
        var needed = path switch
        {
            "adapter" or "update.lora.rank" => "  lora:\n    rank: 8\nadapter: a\n",
            "model" => "model: m\n",
            "filter.decisions" => "filter:\n  decisions: d.csv\n",
            _ => "",
        };
        var experiment = text.Read(
            $"dataset: d.yaml\nrounds: 2\nupdate:\n  kl:\n    beta: 0.1\n{needed}{engine}{(setting.Equivalence is null ? "" : Judged)}"
                + (setting.Engine == RolloutEngine.Imported ? "" : "guard:\n  probes: 4\n")
        );
        var value = experiment.Values[path].Text;
        var nodes = Nodes(experiment);
        var changed = new Experiment(
            "e",
            experiment.File,
            new Dictionary<string, SettingValue>(experiment.Values) { [path] = new(Another(setting, value)) }
        );

        var before = Fingerprints(nodes, experiment);
        var after = Fingerprints(nodes, changed);

        var stages = before.Where(node => !after[node.Key].SequenceEqual(node.Value)).Select(node => node.Key.Split(' ')[0]);
        Assert.Equal(
            setting.InKey ? Readers(setting, changed).Intersect(nodes.Select(node => node.Stage)).Order() : [],
            stages.Distinct().Order()
        );
    }

    /// <summary>The stages that read a setting, and those that read what counts only under its new value.</summary>
    private static IEnumerable<string> Readers(Setting setting, Experiment changed)
    {
        var conditional = SettingTable.All.Where(other =>
            other.InKey
            && !other.KeyedWhenSet
            && (
                (setting == Rollout.Engine && other.Engine == changed.Engine)
                || (setting == Score.Equivalence && other.Equivalence == changed.Equivalence)
            )
        );
        return setting.Stages.Concat(conditional.SelectMany(other => other.Stages)).Select(stage => stage.Name).Distinct();
    }

    private static string Another(Setting setting, string value) => setting.Kind switch
    {
        SettingKind.Integer => $"{int.Parse(value, CultureInfo.InvariantCulture) + 1}",
        SettingKind.IntegerOrAuto => value == "7" ? "9" : "7",
        SettingKind.Number or SettingKind.OptionalNumber => value == "0.5" ? "0.25" : "0.5",
        SettingKind.Choice => setting.Choices.LastOrDefault(word => word != value) ?? value + "x",
        _ => value + "x",
    };

    [Fact]
    public void Paths_are_unique_and_stages_are_known()
    {
        Assert.Equal(SettingTable.All.Count, SettingTable.All.Select(setting => setting.Path).Distinct().Count());
        Assert.All(SettingTable.All, setting =>
            Assert.Subset(StageTable.All.ToHashSet(), setting.Stages.ToHashSet())
        );
        Assert.All(SettingTable.All, setting => Assert.EndsWith(".", setting.Meaning, StringComparison.Ordinal));
    }

    [Fact]
    public void A_stage_cannot_read_a_setting_that_is_not_in_its_key()
    {
        using var text = new ExperimentText();
        var slice = text.Read("dataset: d.yaml\n").SliceFor(StageTable.Filter);

        Assert.Equal(64, slice.Get(Rollout.Questions));
        var defect = Assert.Throws<InvalidOperationException>(() => slice.Get(Rollout.Temperature));
        Assert.Contains("Settings/Sections", defect.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_stage_setting_of_every_slice_is_in_the_fingerprint()
    {
        using var text = new ExperimentText();
        var experiment = text.Read("dataset: d.yaml\nrounds: 1\n");

        Assert.All(Fingerprints(Nodes(experiment), experiment), node =>
            Assert.All(
                SettingTable.All.Where(setting =>
                    setting.InKey
                    && !setting.KeyedWhenSet
                    && setting.Engine is null
                    && setting.Equivalence is null
                    && setting.Stages.Contains(StageTable.Find(node.Key.Split(' ')[0])!)
                ),
                setting => Assert.Contains($"setting {FormerNames.KeyLine(setting.Path, experiment.Values[setting.Path].Text)}", node.Value)
            )
        );
    }

    private static StageNode[] Nodes(Experiment experiment) =>
        [
            .. Pipeline.Of(experiment, []).Nodes,
            .. experiment.Engine == RolloutEngine.Imported
                ? []
                : Pipeline
                    .OfRescore(WithoutPenalty(experiment), [], [(1, "index")])
                    .Nodes.Where(node => node.Definition == StageTable.Rescore),
        ];

    private static Dictionary<string, IReadOnlyList<string>> Fingerprints(IEnumerable<StageNode> nodes, Experiment experiment) =>
        nodes.ToDictionary(
            node => node.Id,
            node => Fingerprint.Of(node, experiment.SliceFor(node.Definition), node.Inputs.Select(input => (input.Role, "digest")))
        );

    /// <summary>Recorded rollouts have no reference policy, so their graph refuses a penalty on the reward.</summary>
    private static Experiment WithoutPenalty(Experiment experiment) =>
        new("e", experiment.File, new Dictionary<string, SettingValue>(experiment.Values) { [Score.KlBeta.Path] = new("0") });

    [Fact]
    public void Every_word_of_a_choice_is_a_value_of_its_own()
    {
        foreach (dynamic setting in SettingTable.All.Where(setting => setting.Kind == SettingKind.Choice))
        {
            IReadOnlyList<string> words = setting.Choices;
            object[] values = [.. words.Select(word => (object)setting.Parse(word))];

            Assert.Equal(words.Count, values.Distinct().Count());
            Assert.Equal(words, words.Select(word => (string)setting.Format(setting.Parse(word))));
        }
    }

    [Fact]
    public void Every_default_is_a_value_and_its_canonical_text()
    {
        foreach (dynamic setting in SettingTable.All.Where(setting => setting.Default is not null))
        {
            Assert.Equal((string)setting.Default, (string)setting.Format(setting.Parse((string)setting.Default)));
        }
    }

    /// <summary>A default arm would swallow the member that somebody adds; without one the compiler asks for it (CS8509).</summary>
    [Fact]
    public void No_switch_over_a_setting_has_a_default_arm() =>
        Assert.All(ProductCode.Files, file =>
            Assert.DoesNotMatch(@"\.Get\([A-Z]\w+\.\w+\) switch\s*\{[^}]*\b_ =>", File.ReadAllText(file))
        );

    /// <summary>
    /// A path, a stage or an artifact that is spelled out in a second place is forgotten there when the first one changes.
    /// </summary>
    [Fact]
    public void Paths_of_settings_and_names_of_stages_stand_in_one_place()
    {
        string[] paths = [.. SettingTable.All.Select(setting => setting.Path).Where(path => path.Contains('.', StringComparison.Ordinal))];
        string[] stages = [.. StageTable.All.Select(stage => stage.Name)];
        foreach (
            var file in ProductCode.Files.Where(file =>
                !file.Contains($"{Path.DirectorySeparatorChar}Sections{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            )
        )
        {
            var code = File.ReadAllText(file);
            Assert.All(paths, path => Assert.False(code.Contains($"\"{path}\"", StringComparison.Ordinal), $"{file}: {path}"));
            Assert.All(stages, stage => Assert.DoesNotMatch($"Stage (==|!=|is|or) \"{stage}\"|Find\\(\"{stage}\"", code));
        }
    }

    [Fact]
    public void Artifacts_and_roles_of_inputs_stand_in_one_place()
    {
        string[] artifacts = [.. StageTable.All.SelectMany(stage => stage.Outputs).Select(artifact => artifact.Name)];
        foreach (
            var file in ProductCode.Files.Where(file =>
                !file.Contains($"{Path.DirectorySeparatorChar}Catalog{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            )
        )
        {
            var code = File.ReadAllText(file);
            Assert.All(artifacts.Where(Path.HasExtension), name =>
                Assert.False(code.Contains($"\"{name}\"", StringComparison.Ordinal), $"{file}: {name}")
            );
            Assert.DoesNotMatch("(Input|FindInput|InputsOf|Output|PassThrough)\\(\"|Role (==|!=|is|or) \"", code);
        }
    }
}
