using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;

namespace Empo.UnitTests.Experiments;

/// <summary>The experiments that come with the repository.</summary>
public sealed class ShippedExperimentTests
{
    [Theory]
    [InlineData("arithmetic", "empo")]
    [InlineData("arithmetic-voting", "voting")]
    [InlineData("arithmetic-supervised", "correct")]
    [InlineData("arithmetic-random", "random")]
    [InlineData("arithmetic-length", "length")]
    [InlineData("arithmetic-weak-base", "empo")]
    [InlineData("unlabelled", "empo")]
    [InlineData("gpu-half-billion", "empo")]
    public void An_arm_is_readable_and_has_its_reward(string name, string reward) =>
        Assert.Equal(reward, Read(name).ValueOf(Score.Reward).Text);

    [Theory]
    [InlineData("arithmetic-voting")]
    [InlineData("arithmetic-supervised")]
    [InlineData("arithmetic-random", "guard.action")]
    [InlineData("arithmetic-length", "guard.action")]
    public void An_arm_shares_everything_but_reward_rate_and_title_with_the_default(string name, params string[] also)
    {
        var differing = Read("arithmetic")
            .Values.Where(setting => Read(name).Values[setting.Key].Text != setting.Value.Text)
            .Select(setting => setting.Key);

        Assert.Equal([.. also, "report.title", "score.reward", "update.learning_rate"], differing.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_weak_base_differs_by_its_pre_training_and_may_collapse()
    {
        var differing = Read("arithmetic")
            .Values.Where(setting => Read("arithmetic-weak-base").Values[setting.Key].Text != setting.Value.Text)
            .Select(setting => setting.Key);

        Assert.Equal(["guard.action", "pretrain.guess_share", "pretrain.steps", "report.title"], differing.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Labels_are_an_input_of_the_supervised_arm_only()
    {
        string[] arms =
        [
            "arithmetic", "arithmetic-voting", "arithmetic-supervised", "arithmetic-random", "arithmetic-length", "arithmetic-weak-base",
        ];

        Assert.Equal(["arithmetic-supervised"], arms.Where(name => ReadsLabels(Pipeline.Of(Read(name), []))));
    }

    [Fact]
    public void The_unlabelled_experiment_has_no_answer_anywhere_and_the_base_of_the_default()
    {
        var experiment = Read("unlabelled");
        var dataset = DatasetFiles.Outline(experiment.Dataset);
        var differing = Read("arithmetic")
            .Values.Where(setting => experiment.Values[setting.Key].Text != setting.Value.Text)
            .Select(setting => setting.Key);

        Assert.All(dataset.Entries, entry => Assert.False(entry.HasAnswers));
        Assert.DoesNotContain(dataset.Files, file => File.ReadAllText(file).Contains("answer", StringComparison.Ordinal));
        Assert.Equal(["dataset", "pretrain.dataset", "report.title", "rounds"], differing.Order(StringComparer.Ordinal));
        Assert.Equal(Read("arithmetic").Dataset, experiment.PretrainDataset);
        Assert.True(DatasetDemands.Check(experiment, dataset));
    }

    private static bool ReadsLabels(Pipeline pipeline) =>
        pipeline.Nodes.Any(node => node.Inputs.Any(input => input.Output == StageTable.TrainingAnswers));

    private static Experiment Read(string name) =>
        ExperimentReader.Read(Path.Combine(Repository.Root, "experiments", name + ".yaml"), null, Repository.Root);
}
