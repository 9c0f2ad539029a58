using System.Text.Json;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>Lineage, Verify and Prune over stores that real builds made.</summary>
public sealed class AuditTests
{
    private const string Settings = "rounds: 2\nrollout:\n  samples: 8\n";

    [Fact]
    public void Lineage_leads_from_the_policy_to_the_dataset()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        folder.Build().Succeeded();

        var printed = folder.Build("-t:Lineage").Succeeded();

        printed.Says("update 2").Says("policy of update 1").Says("tokenizer of pretrain").Says("dataset file")
            .Says("10 of 10 made with commit 0123abc, Fake.Package 1.2.3: update 2, filter 2, score 2, rollout 2, ...");
        using var json = JsonDocument.Parse(File.ReadAllBytes(folder.File("artifacts/e/lineage.json")));
        string[] ids = [.. json.RootElement.EnumerateArray().Select(entry => entry.GetProperty("id").GetString()!)];
        Assert.Equal(
            ["update 2", "filter 2", "score 2", "rollout 2", "update 1", "filter 1", "score 1", "rollout 1", "prepare", "pretrain"],
            ids
        );
        Assert.All(json.RootElement.EnumerateArray(), entry =>
            Assert.Equal("1.2.3", entry.GetProperty("provenance").GetProperty("Fake.Package").GetString())
        );
        folder.Build("-t:Lineage", "-p:EmpoArtifact=score 1").Succeeded();
        folder.Build("-t:Lineage", "-p:EmpoArtifact=score 9").Failed("EMPO4019");
    }

    [Fact]
    public void Lineage_of_a_path_survives_a_changed_experiment()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        folder.Build().Succeeded();
        var old = folder.Entry("update 1");
        folder.BuildWith("update.learning_rate=0.5").Succeeded();

        folder.Build("-t:Lineage", $"-p:EmpoArtifact={old}").Succeeded().Says($"update 1     {Path.GetFileName(old)[..12]}");
    }

    [Fact]
    public void Verify_finds_what_a_build_would_trust()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        folder.Build().Succeeded();
        folder.Build("-t:Verify").Succeeded().Says("0 findings");
        var scores = Path.Combine(folder.Entry("score 1"), "scores.parquet");
        FlippedBit.In(scores);
        FlippedBit.In(Path.Combine(folder.Chunks()[0], "part.parquet"));

        // Length and write time are as recorded, so a build does not look.
        folder.Build().Succeeded().RanOnly();
        var verified = folder.Build("-t:Verify").Failed("EMPO4022");

        verified
            .Says(scores)
            .Says("its content is not what was written")
            .Says("its content, or the digest beside it, is not what was written")
            .Says("2 findings");
    }

    [Fact]
    public void Prune_says_first_and_removes_only_when_told_and_only_what_no_view_names()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        folder.Build().Succeeded();
        var old = folder.Entry("update 1");
        folder.BuildWith("update.learning_rate=0.5").Succeeded();
        var shared = folder.Entry("pretrain");

        folder.Build("-t:Prune").Succeeded().Says("Nothing was removed");
        Assert.True(Directory.Exists(old));
        folder.Build("-t:Prune", "-p:EmpoDryRun=false", "-p:EmpoKeepDays=1").Succeeded().Says("0 entries and chunks");
        folder.Build("-t:Prune", "-p:EmpoDryRun=false").Succeeded();

        Assert.False(Directory.Exists(old));
        Assert.True(Directory.Exists(shared));
        folder.Build("-t:Verify").Succeeded();
        folder.BuildWith("update.learning_rate=0.5").Succeeded().RanOnly();
    }

    [Fact]
    public void Prune_leaves_a_store_alone_to_which_a_build_writes()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        folder.Fault("pretrain.hold");
        var running = folder.Start();
        running.Until("the first stage runs", () => folder.Begun().Count == 1);

        folder.Build("-t:Prune", "-p:EmpoDryRun=false").Failed("EMPO4017");
        Assert.Single(Directory.EnumerateFiles(Path.Combine(folder.Store, "lock"), "build-*.holder"));
        folder.NoFault("pretrain.hold");

        running.Wait().Succeeded();
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder.Store, "lock"), "build-*"));
        folder.Build("-t:Build;Prune", "-p:EmpoDryRun=false").Succeeded();
    }

    [Fact]
    public void Prune_keeps_what_a_killed_build_needs_to_go_on()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        folder.Build().Succeeded();
        folder.Fault("update-2.hold");
        var running = folder.Start("-p:EmpoSet=rollout.temperature=0.5");
        running.Until("the last update runs", () => folder.Begun().Count(stage => stage == "update 2") == 2);
        running.KillTree();
        var chunks = folder.Chunks();
        var finished = folder.Finished().Count;

        // The summary is still that of the build before.
        folder
            .Build("-t:Prune", "-p:EmpoDryRun=false")
            .Succeeded()
            .Says("0 entries and chunks")
            .Says("e is unfinished: what was made since");

        Assert.Equal(finished, folder.Finished().Count);
        Assert.Equal(chunks, folder.Chunks());
        folder.NoFault("update-2.hold");
        folder.ForgetStages();
        folder.BuildWith("rollout.temperature=0.5").Succeeded();
        Assert.Equal("update 2", folder.Begun()[0]);
        Assert.DoesNotContain("unfinished", folder.Build("-t:Prune").Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Prune_removes_nothing_where_a_summary_cannot_be_read()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        folder.Build().Succeeded();
        folder.Write("artifacts/e/summary.json", "{ \"stages\": [");

        folder.Build("-t:Prune", "-p:EmpoDryRun=false").Failed("EMPO4035").Says("summary.json");

        folder.Build().Succeeded().RanOnly();
    }
}
