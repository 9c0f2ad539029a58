using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;

namespace Empo.UnitTests.Experiments;

/// <summary>What an experiment file, its parents and EmpoSet make of the settings.</summary>
public sealed class ExperimentReaderTests
{
    [Fact]
    public void A_silent_experiment_has_every_setting_with_its_default()
    {
        using var text = new ExperimentText();

        var experiment = text.Read("dataset: d.yaml\n");

        Assert.Equal(SettingTable.All.Select(setting => setting.Path).Order(), experiment.Values.Keys.Order());
        Assert.All(SettingTable.All.Where(setting => setting.Default is not null), setting =>
            Assert.Equal(setting.Default, experiment.Values[setting.Path].Text)
        );
        Assert.Equal(text.File("d.yaml"), experiment.Dataset);
        Assert.Equal("e", experiment.Name);
        Assert.Null(experiment.Model);
    }

    [Fact]
    public void Every_default_is_in_canonical_form()
    {
        using var text = new ExperimentText();
        var written = SettingTable
            .All.Where(setting => setting.Default is not null)
            .Select(setting =>
                $"{setting.Path}: {(setting.Kind == SettingKind.Text ? $"\"{setting.Default}\"" : setting.Default!.Replace(' ', ','))}"
            );

        // A dotted key is a path like a nested one.
        var experiment = text.Read($"dataset: d.yaml\n{string.Join('\n', written)}\n");

        Assert.All(SettingTable.All.Where(setting => setting.Default is not null), setting =>
            Assert.Equal(setting.Default, experiment.Values[setting.Path].Text)
        );
    }

    [Theory]
    [InlineData("rollout.temperature", "1.0", "1")]
    [InlineData("rollout.temperature", "1e0", "1")]
    [InlineData("rollout.temperature", " 0.80 ", "0.8")]
    [InlineData("score.no_answer", "-0.0", "0")]
    [InlineData("rounds", "007", "7")]
    [InlineData("rounds", "+3", "3")]
    [InlineData("evaluate.k", "[1, 4]", "[1 4]")]
    [InlineData("evaluate.k", "[01,   16]", "[1 16]")]
    [InlineData("filter.entropy.low", "none", "none")]
    [InlineData("filter.unanimous", "false", "false")]
    [InlineData("device", "cuda:1", "cuda:1")]
    [InlineData("model", "none", "none")]
    public void Different_spellings_of_a_value_are_one_value(string path, string written, string canonical)
    {
        using var text = new ExperimentText();

        var experiment = text.Read($"dataset: d.yaml\n{path}: {written}\n");

        Assert.Equal(canonical, experiment.Values[path].Text);
    }

    [Fact]
    public void An_experiment_says_where_each_value_was_written()
    {
        using var text = new ExperimentText();

        var values = text.Read("dataset: d.yaml\nrollout:\n  samples:   32\n").Values;

        Assert.Equal(new SettingValue("32", text.File("e.yaml"), 3, 14), values["rollout.samples"]);
        Assert.Null(values["rollout.temperature"].File);
    }

    [Fact]
    public void A_child_overrides_its_parents_and_paths_stay_relative_to_the_file_that_names_them()
    {
        using var text = new ExperimentText();
        text.Write("base/grand.yaml", "dataset: data/d.yaml\nrounds: 3\nseed: 5\nrollout:\n  samples: 32\n");
        text.Write("base/parent.yaml", "extends: grand.yaml\nrounds: 4\n");

        var experiment = text.Read("extends: base/parent.yaml\nrounds: 5\n");

        Assert.Equal(5, experiment.Rounds);
        Assert.Equal(5, experiment.Get(General.Seed));
        Assert.Equal(32, experiment.Get(Rollout.Samples));
        Assert.Equal(text.File("base/data/d.yaml"), experiment.Dataset);
        Assert.Equal(text.File("base/parent.yaml"), text.Read("extends: base/parent.yaml\n").ValueOf(General.Rounds).File);
    }

    [Fact]
    public void EmpoSet_wins_over_the_file_and_the_last_word_wins_in_it()
    {
        using var text = new ExperimentText();

        var experiment = text.Read("dataset: d.yaml\nrounds: 3\n", "  rounds=4\tevaluate.k=[1 2]   rounds=5 report.title=a=b ");

        Assert.Equal(5, experiment.Rounds);
        Assert.Equal([1, 2], experiment.Get(Evaluate.K));
        Assert.Equal("a=b", experiment.Get(Report.Title));
    }

    [Fact]
    public void EmpoSet_may_name_a_file_of_overrides()
    {
        using var text = new ExperimentText();
        text.Write("more/overrides.yaml", "rollout:\n  temperature: 0.5\nmodel: my-model\n");

        var experiment = text.Read("dataset: d.yaml\n", "@more/overrides.yaml");

        Assert.Equal(0.5, experiment.Get(Rollout.Temperature));
        Assert.Equal(text.File("more/my-model"), experiment.Model);
    }

    [Fact]
    public void A_path_in_EmpoSet_is_relative_to_the_pipeline_folder()
    {
        using var text = new ExperimentText();

        var experiment = text.Read("dataset: d.yaml\n", "dataset=datasets/other.yaml model=none");

        Assert.Equal(text.File("datasets/other.yaml"), experiment.Dataset);
        Assert.Null(experiment.Model);
    }

    [Theory]
    [InlineData(10, 12, new[] { 0, 10, 12 })]
    [InlineData(0, 3, new[] { 0, 3 })]
    [InlineData(1, 3, new[] { 0, 1, 2, 3 })]
    [InlineData(4, 0, new[] { 0 })]
    public void Policies_are_measured_at_the_base_every_n_rounds_and_at_the_end(int every, int rounds, int[] expected)
    {
        using var text = new ExperimentText();

        var experiment = text.Read($"dataset: d.yaml\nrounds: {rounds}\nevaluate:\n  every: {every}\n");

        Assert.Equal(expected, Enumerable.Range(0, rounds + 1).Where(experiment.EvaluatesAfter));
    }
}
