using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>Probes are part of the graph only where they are asked for, and their limits stop a build like others.</summary>
public sealed class ProbeTests
{
    private const string Settings = "rounds: 3\nrollout:\n  samples: 8\n";

    [Fact]
    public void Probes_add_a_stage_to_each_round_and_run_nothing_else_again()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        folder.Build().Succeeded();
        Assert.DoesNotContain(folder.Begun(), stage => stage.StartsWith("probe", StringComparison.Ordinal));

        // Policies between evaluations were removed: those that probes ask are made again, with the same bytes.
        folder.BuildWith("guard.probes=4 keep.policies=all").Succeeded();
        folder.ForgetStages();

        folder.BuildWith("guard.probes=4 guard.kl.stop=5 guard.drift.warn=0.9 keep.policies=all").Succeeded().RanOnly();
        Assert.Equal("probe", folder.Manifest("probe 3").Stage);
    }

    [Fact]
    public void A_broken_limit_of_the_probes_leads_back_to_the_round_before()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        folder.Fault("probe.metrics", "kl 0.1\ndrift 0.2\n");
        folder.Fault("probe-2.metrics", "kl 0.9\ndrift 0.95\n");

        var stopped = folder.BuildWith("guard.probes=4 guard.kl.stop=0.5 guard.drift.warn=0.9").Failed("EMPO5001");

        stopped
            .Says("kl is 0.9 in round 2, above 0.5: the policy has moved away from the base. By round: 1:0.1 2:0.9")
            .Says("The last good policy is that of round 1")
            .Says("warning EMPO5002: drift is 0.95 in round 2");
        Assert.DoesNotContain("guard 2", folder.Begun());
        Assert.Equal(Path.Combine(folder.Entry("update 1"), "policy"), folder.ShownPolicy);
        Assert.True(File.Exists(folder.File("artifacts/e/policy/model.safetensors")));
    }

    [Fact]
    public void A_limit_without_probes_is_refused() =>
        PipelineFolder
            .WithFakeStages(Settings)
            .BuildWith("guard.drift.stop=0.5")
            .Failed("EMPO1009")
            .Says("guard.drift.stop is a limit of what probes measure, but guard.probes is 0");
}
