using Empo.Experiments.Graph;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Method.Rewards;

namespace Empo.UnitTests.Experiments;

public sealed class PresetTests
{
    private static readonly string[] Names = ["paper", "trl-math", "trl-natural", "verl"];

    [Fact]
    public void Every_preset_sets_known_settings_to_admitted_values()
    {
        using var text = new ExperimentText();

        foreach (var name in Names)
        {
            var experiment = text.Read($"dataset: d.yaml\nmethod:\n  preset: {name}\n");

            Assert.NotEmpty(Presets.Find(General.Preset.Parse(name)));
            Assert.All(Presets.Find(General.Preset.Parse(name)), pair => Assert.NotNull(SettingTable.Find(pair.Key)));
            Assert.Equal(EmpoReward.Reward, experiment.Get(Score.Reward));
        }
    }

    [Fact]
    public void Verl_is_GSPO_with_its_narrow_clip_and_no_value_for_missing_answers()
    {
        using var text = new ExperimentText();

        var values = text.Read("dataset: d.yaml\nmethod:\n  preset: verl\n").Values;

        Assert.Equal(
            ("gspo", "0.0003", "0.0004", "none", "1E-06"),
            (
                values["update.loss"].Text,
                values["update.clip.low"].Text,
                values["update.clip.high"].Text,
                values["score.no_answer"].Text,
                values["filter.advantage.epsilon"].Text
            )
        );
    }

    [Fact]
    public void What_stands_beside_a_preset_overrides_it_wherever_it_stands()
    {
        using var text = new ExperimentText();

        var values = text.Read("dataset: d.yaml\nscore:\n  no_answer: -1\nmethod:\n  preset: trl-natural\n").Values;

        Assert.Equal(("-1", "0.2"), (values["score.no_answer"].Text, values["score.min_share"].Text));
    }

    [Fact]
    public void A_preset_overrides_what_its_file_extends_and_EmpoSet_overrides_the_preset()
    {
        using var text = new ExperimentText();
        text.Write("parent.yaml", "dataset: d.yaml\nscore:\n  no_answer: -1\nfilter:\n  unanimous: true\n");

        var values = text.Read("extends: parent.yaml\nmethod:\n  preset: trl-natural\n", "filter.unanimous=true").Values;
        var other = text.Read("extends: parent.yaml\n", "method.preset=verl").Values;

        Assert.Equal(("-0.5", "true"), (values["score.no_answer"].Text, values["filter.unanimous"].Text));
        Assert.Equal(("none", "false"), (other["score.no_answer"].Text, other["filter.unanimous"].Text));
    }

    [Fact]
    public void A_preset_that_does_not_exist_is_refused_with_the_names_of_those_that_do()
    {
        using var text = new ExperimentText();

        var failure = text.Refused("dataset: d.yaml\nmethod:\n  preset: trl\n");

        Assert.Equal(("EMPO1005", 3), (failure.Code, failure.Line));
        Assert.Contains("trl-natural", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update:\n  schedule:\n    shape: cosine\n", "EMPO1020")]
    [InlineData("rounds: 4\nupdate:\n  schedule:\n    shape: linear\n    rounds: 4\n    warmup: 4\n", "EMPO1020")]
    [InlineData("filter:\n  entropy:\n    unit: share\n    high: 1.5\n", "EMPO1021")]
    [InlineData("filter:\n  reward:\n    low: 0.5\n    high: 0.25\n", "EMPO1009")]
    [InlineData("score:\n  reward: weighted\n  weights:\n    empo: 0\n", "EMPO1022")]
    [InlineData("update:\n  kl:\n    reference: none\n", "EMPO1023")]
    public void Settings_of_the_method_that_contradict_each_other_are_refused_at_their_place(string settings, string code)
    {
        using var text = new ExperimentText();

        var failure = text.Refused($"dataset: d.yaml\n{settings}");

        Assert.Equal(code, failure.Code);
        Assert.True(failure.Line > 1);
    }

    [Fact]
    public void A_reference_is_the_base_or_a_folder_beside_the_file()
    {
        using var text = new ExperimentText();

        Assert.Null(text.Read("dataset: d.yaml\n").Reference);
        Assert.Equal(text.File("models/r"), text.Read("dataset: d.yaml\nupdate:\n  kl:\n    reference: models/r\n").Reference);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("score.reward=correct", true)]
    [InlineData("score.weights.correct=1", false)]
    [InlineData("score.reward=weighted score.weights.correct=1", true)]
    [InlineData("score.reward=weighted score.weights.format=1", false)]
    public void Labels_are_read_only_where_the_reward_weighs_them(string overrides, bool needed)
    {
        using var text = new ExperimentText();

        var experiment = text.Read("dataset: d.yaml\nrounds: 1\n", overrides);

        Assert.Equal(needed, experiment.NeedsLabels);
        Assert.Equal(needed, Pipeline.Of(experiment, []).Find("score", 1)!.Inputs.Any(input => input.Role.Name == "answers"));
    }

    [Fact]
    public void The_reference_is_computed_only_where_a_beta_asks_for_it_and_given_to_those_who_read_it()
    {
        using var text = new ExperimentText();
        Pipeline Of(string overrides) => Pipeline.Of(text.Read("dataset: d.yaml\nrounds: 1\n", overrides), []);
        bool Reads(Pipeline pipeline, string stage) => pipeline.Find(stage, 1)!.Inputs.Any(input => input.Role.Name == "reference");

        Assert.Null(Of("").Find("reference", 1));
        Assert.Equal(
            "pretrain",
            Of("update.kl.beta=0.1").Find("reference", 1)!.Inputs.Single(input => input.Role.Name == "policy").Producer!.Stage
        );
        Assert.Equal(
            text.File("m"),
            Of("update.kl.beta=0.1 update.kl.reference=m").Find("reference", 1)!.Inputs.Single(input => input.Role.Name == "policy").File
        );
        Assert.Equal((false, true), (Reads(Of("update.kl.beta=0.1"), "score"), Reads(Of("update.kl.beta=0.1"), "update")));
        Assert.Equal((true, false), (Reads(Of("score.kl.beta=0.1"), "score"), Reads(Of("score.kl.beta=0.1"), "update")));
    }
}
