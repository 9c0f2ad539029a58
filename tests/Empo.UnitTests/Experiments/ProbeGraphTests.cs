using Empo.Experiments.Graph;

namespace Empo.UnitTests.Experiments;

public sealed class ProbeGraphTests
{
    [Fact]
    public void Without_probes_the_graph_has_none()
    {
        using var text = new ExperimentText();

        Assert.DoesNotContain(Pipeline.Of(text.Read("dataset: d.yaml\nrounds: 2\n"), []).Nodes, node => node.Stage == "probe");
    }

    [Fact]
    public void A_probe_reads_the_policy_that_its_round_leaves_and_the_one_that_training_began_with()
    {
        using var text = new ExperimentText();

        var probe = Pipeline.Of(text.Read("dataset: d.yaml\nrounds: 2\nguard:\n  probes: 8\n"), []).Find("probe", 2)!;

        Assert.Equal(
            ["policy of update 2", "base-policy of pretrain", "questions of prepare"],
            probe.Inputs.Select(input => $"{input.Role} of {input.Producer!.Id}")
        );
    }

    [Fact]
    public void Where_adapters_are_trained_base_and_policy_share_their_model()
    {
        using var text = new ExperimentText();

        var probe = Pipeline
            .Of(text.Read("dataset: d.yaml\nrounds: 2\nmodel: m\nadapter: a\nupdate:\n  lora:\n    rank: 8\nguard:\n  probes: 8\n"), [])
            .Find("probe", 2)!;

        Assert.Equal(["policy", "adapter", "base-policy", "base-adapter", "questions"], probe.Inputs.Select(input => input.Role.Name));
        Assert.Equal(probe.Inputs[0].File, probe.Inputs[2].File);
        Assert.Equal("update 2", probe.Inputs[1].Producer!.Id);
    }
}
