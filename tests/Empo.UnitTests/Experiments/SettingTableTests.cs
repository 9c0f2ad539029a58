using Empo.Experiments.Graph;
using Empo.Experiments.Settings;

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
        var engine = setting.Engine is null ? "" : $"rollout:\n  engine: {setting.Engine}\n{(setting.Engine == "recorded" ? "recorded:\n  rollouts: r.jsonl\n" : "server:\n  url: http://127.0.0.1:1\n  model: m\n  weights: lora\nmodel: m\n")}";
        var experiment = text.Read($"dataset: d.yaml\nrounds: 2\nupdate:\n  kl:\n    beta: 0.1\n{(path is "adapter" or "update.lora.rank" ? "  lora:\n    rank: 8\nadapter: a\n" : path == "model" ? "model: m\n" : "")}{(path == "filter.decisions" ? "filter:\n  decisions: d.csv\n" : "")}{engine}{(setting.Equivalence is null ? "" : Judged)}{(setting.Engine == "recorded" ? "" : "guard:\n  probes: 4\n")}");
        var value = experiment.Values[path].Text;
        var changed = setting.Kind == SettingKind.Integer ? $"{experiment.Integer(path) + 1}" : value + "x";

        var before = Fingerprints(experiment);
        var after = Fingerprints(new Experiment("e", experiment.File, new Dictionary<string, SettingValue>(experiment.Values) { [path] = new(changed) }));

        var stages = before.Where(node => after.ContainsKey(node.Key) && !after[node.Key].SequenceEqual(node.Value)).Select(node => node.Key.Split(' ')[0]);
        Assert.Equal(setting.InKey ? setting.Stages.Order() : [], stages.Distinct().Order());
    }

    [Fact]
    public void Paths_are_unique_and_stages_are_known()
    {
        Assert.Equal(SettingTable.All.Count, SettingTable.All.Select(setting => setting.Path).Distinct().Count());
        Assert.All(SettingTable.All, setting => Assert.Subset(StageTable.All.Select(stage => stage.Name).ToHashSet(), setting.Stages.ToHashSet()));
        Assert.All(SettingTable.All, setting => Assert.EndsWith(".", setting.Meaning, StringComparison.Ordinal));
    }

    [Fact]
    public void A_stage_cannot_read_a_setting_that_is_not_in_its_key()
    {
        using var text = new ExperimentText();
        var slice = text.Read("dataset: d.yaml\n").SliceFor("filter");

        Assert.Equal(64, slice.Integer("rollout.questions"));
        var defect = Assert.Throws<InvalidOperationException>(() => slice.Text("rollout.temperature"));
        Assert.Contains("SettingTable", defect.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_stage_setting_of_every_slice_is_in_the_fingerprint()
    {
        using var text = new ExperimentText();
        var experiment = text.Read("dataset: d.yaml\nrounds: 1\n");

        Assert.All(Fingerprints(experiment), node => Assert.All(
            SettingTable.All.Where(setting => setting.InKey && !setting.KeyedWhenSet && setting.Engine is null && setting.Equivalence is null && setting.Stages.Contains(node.Key.Split(' ')[0])),
            setting => Assert.Contains($"setting {setting.Path} = {experiment.Values[setting.Path].Text}", node.Value)));
    }

    private static Dictionary<string, IReadOnlyList<string>> Fingerprints(Experiment experiment) => Pipeline.Of(experiment, []).Nodes.Concat(Pipeline.OfRecorded(WithoutPenalty(experiment), [], [(1, "index")]).Nodes.Where(node => node.Stage == "rescore" && experiment.Engine != "recorded")).ToDictionary(
        node => node.Id,
        node => Fingerprint.Of(node, experiment.SliceFor(node.Stage), node.Inputs.Select(input => (input.Role, "digest"))));

    /// <summary>Recorded rollouts have no reference policy, so their graph refuses a penalty on the reward.</summary>
    private static Experiment WithoutPenalty(Experiment experiment) =>
        new("e", experiment.File, new Dictionary<string, SettingValue>(experiment.Values) { ["score.kl.beta"] = new("0") });
}
