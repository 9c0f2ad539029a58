using Empo.Experiments.Graph;

namespace Empo.UnitTests.Experiments;

/// <summary>What a target of one stage is about.</summary>
public sealed class WantedStagesTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void What_does_not_train_needs_only_what_it_reads() =>
        Assert.Equal(["pretrain", "prepare", "rollout 1", "score 1"], Wanted("", "score", 1));

    [Theory]
    [InlineData("", "guard 1 guard 2")]
    [InlineData("guard: {action: off, probes: 8}\n", "guard 1 guard 2")]
    [InlineData("guard: {probes: 8}\n", "probe 1 guard 1 probe 2 guard 2")]
    [InlineData("evaluate: {every: 1}\n", "guard 1 guard 2")]
    [InlineData("evaluate: {every: 1, split: development}\n", "evaluate 0 guard 1 evaluate 1 guard 2 evaluate 2")]
    [InlineData("evaluate: {every: 1, split: development}\nguard: {accuracy: {warn: none, stop: none}}\n", "guard 1 guard 2")]
    public void What_trains_is_judged_on_its_way(string settings, string judging) =>
        Assert.Equal(
            judging,
            string.Join(' ', Wanted(settings, "update", 3).Where(id => id.Split(' ')[0] is "guard" or "probe" or "evaluate"))
        );

    [Fact]
    public void A_stage_without_a_round_stands_for_its_last_one() => Assert.Contains("score 4", Wanted("", "score", null));

    [Fact]
    public void A_whole_build_is_about_everything() => Assert.Equal(Graph("").Nodes.Count, WantedStages.Of(Graph(""), "", null).Count);

    [Fact]
    public void A_round_that_the_experiment_does_not_have_is_refused() =>
        Assert.Equal("EMPO1011", Assert.Throws<UserError>(() => Wanted("", "update", 5)).Code);

    [Theory]
    [InlineData("", "update", "Choose a round that it has (EmpoRound), or raise 'rounds'")]
    [InlineData("model: m\n", "pretrain", "its base is the folder that 'model' names")]
    [InlineData("", "probe", "set guard.probes above 0")]
    [InlineData("", "reference", "Set score.kl.beta or update.kl.beta")]
    [InlineData("", "export", "rollout.engine: imported")]
    [InlineData("evaluate: {split: none}\n", "evaluate", "evaluate.split is none")]
    public void A_stage_that_the_experiment_does_not_have_is_refused_with_what_would_give_it_one(
        string settings,
        string stage,
        string remedy
    ) =>
        Assert.Contains(
            remedy,
            Assert
                .Throws<UserError>(() =>
                    WantedStages.Of(
                        Pipeline.Of(
                            _text.Read($"dataset: d.yaml\nrounds: 4\n{settings}"),
                            [],
                            evaluates: !settings.Contains("none", StringComparison.Ordinal)
                        ),
                        stage,
                        stage == "update" ? 5 : null
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    private IEnumerable<string> Wanted(string settings, string stage, int? round)
    {
        var graph = Graph(settings);
        var wanted = WantedStages.Of(graph, stage, round);
        return graph.Nodes.Where(wanted.Contains).Select(node => node.Id);
    }

    private Pipeline Graph(string settings) => Pipeline.Of(_text.Read($"dataset: d.yaml\nrounds: 4\n{settings}"), []);
}
