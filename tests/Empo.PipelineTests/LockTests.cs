using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>A committed lock is reproduced, or the first stage that differs is named with the reason.</summary>
public sealed class LockTests
{
    private const string Settings = "rounds: 2\nrollout:\n  samples: 8\n";

    [Fact]
    public void A_locked_build_from_nothing_reproduces_every_byte()
    {
        var folder = Locked();

        folder.Build("-t:Clean", "-p:EmpoCleanStore=true").Succeeded();
        folder.Build("-p:EmpoLocked=true").Succeeded().Says("locked: all 14 stages have the bytes of the lock");
        folder.Build("-p:EmpoLocked=true").Succeeded().RanOnly().Says("locked: all 14 stages");
    }

    [Fact]
    public void The_first_stage_that_differs_stops_the_build_and_says_that_settings_differ()
    {
        var folder = Locked();
        folder.ForgetStages();

        folder.BuildWith("filter.entropy.low=0.1", "-p:EmpoLocked=true").Failed("EMPO4026")
            .Says("filter 1 is not what the lock says: settings differ: filter.entropy.low none -> 0.1");
        Assert.Equal(["filter 1"], folder.Begun());
    }

    [Theory]
    [InlineData(
        "rounds=1",
        "the lock has rollout 2, score 2, filter 2 and 3 more, and this experiment has not: settings differ, rounds or "
            + "evaluations were removed"
    )]
    [InlineData("rounds=0", "the lock has rollout 1, score 1, filter 1 and 8 more")]
    [InlineData(
        "rounds=3",
        "this experiment has rollout 3, score 3, filter 3 and 3 more, and the lock has not: settings differ, rounds or "
            + "evaluations were added"
    )]
    [InlineData("evaluate.every=1", "this experiment has evaluate 1, and the lock has not")]
    public void A_build_with_other_stages_than_the_lock_is_refused_before_anything_runs(string settings, string difference)
    {
        var folder = Locked();
        folder.ForgetStages();

        folder.BuildWith(settings, "-p:EmpoLocked=true").Failed("EMPO4026").Says(difference);

        Assert.Empty(folder.Begun());
    }

    [Fact]
    public void Only_true_and_false_say_whether_a_build_is_locked()
    {
        var folder = Locked();
        folder.ForgetStages();

        folder.BuildWith("rounds=1", "-p:EmpoLocked=TRUE").Failed("EMPO4026");
        folder.BuildWith("rounds=1", "-p:EmpoLocked=1").Failed("EMPO1030");
        folder.BuildWith("rounds=1", "-p:EmpoLocked=yes").Failed("EMPO1030").Says("EmpoLocked is 'yes'");
        Assert.Empty(folder.Begun());
        Assert.Contains("nothing ran in this build", folder.Build("-p:EmpoLocked=False").Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_dataset_is_told_apart_from_a_changed_setting()
    {
        var folder = Locked();
        folder.Write("datasets/d.yaml", "name: other\n");

        folder.Build("-p:EmpoLocked=true").Failed("EMPO4026").Says("inputs differ: the file behind 'dataset' has other content");
    }

    [Fact]
    public void Other_bytes_from_the_same_inputs_are_only_numbers()
    {
        var folder = Locked();
        var path = folder.File("experiments/e.lock.json");
        var text = File.ReadAllText(path);
        var digest = folder.Manifest("update 1").Output("policy").Digest;
        File.WriteAllText(path, text.Replace(digest, new string('0', 64), StringComparison.Ordinal));

        folder.Build("-p:EmpoLocked=true").Failed("EMPO4026").Says("update 1 is not what the lock says").Says("only the numbers differ");
    }

    [Fact]
    public void Another_numerics_class_is_held_by_measurements_and_says_so()
    {
        var folder = Locked();
        var path = folder.File("experiments/e.lock.json");
        var text = File.ReadAllText(path).Replace("\"engine\": \"fake\"", "\"engine\": \"other\"", StringComparison.Ordinal);
        File.WriteAllText(path, text);

        folder.Build("-p:EmpoLocked=true").Succeeded().Says("locked: another numerics class (engine fake instead of other)");
        File.WriteAllText(path, text.Replace("pass@1\": 0.5", "pass@1\": 0.9", StringComparison.Ordinal));
        folder
            .Build("-p:EmpoLocked=true")
            .Failed("EMPO4026")
            .Says("evaluate 0 is not what the lock says: pass@1 is 0.5000, outside of 0.9000 to 0.9000");
    }

    [Fact]
    public void A_second_seed_adds_its_measurements_to_the_lock()
    {
        var folder = Locked();
        var before = File.ReadAllText(folder.File("experiments/e.lock.json"));
        folder.BuildWith("seed=2").Succeeded();

        folder.BuildWith("seed=2", "-t:Lock").Succeeded().Says("measurements of seeds 1, 2");
        folder.Build("-p:EmpoLocked=true").Succeeded();

        Assert.StartsWith(
            before[..before.IndexOf("\"runs\"", StringComparison.Ordinal)],
            File.ReadAllText(folder.File("experiments/e.lock.json")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("rounds=1", "it has 14 stages and this run 9 (rounds, evaluations or probes differ)")]
    [InlineData("filter.entropy.low=0.1", "settings differ (filter.entropy.low)")]
    public void A_run_that_differs_by_more_than_the_seed_replaces_the_lock_and_says_what_is_gone(string settings, string difference)
    {
        var folder = Locked();
        folder.BuildWith("seed=2").Succeeded();
        folder.BuildWith("seed=2", "-t:Lock").Succeeded().Says("measurements of seeds 1, 2");
        folder.BuildWith(settings).Succeeded();

        folder
            .BuildWith(settings, "-t:Lock")
            .Succeeded()
            .Says(
                $"the lock that was here is replaced: {difference}, so the measurements of seed 2 are not of this experiment and are gone"
            )
            .Says("measurements of seed 1");

        folder.BuildWith(settings, "-p:EmpoLocked=true").Succeeded();
    }

    [Fact]
    public void There_is_nothing_to_lock_before_a_build_and_nothing_to_hold_without_a_lock()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);

        folder.Build("-t:Lock").Failed("EMPO4023");
        folder.Build("-p:EmpoLocked=true").Failed("EMPO4025");
    }

    private static PipelineFolder Locked()
    {
        var folder = PipelineFolder.WithFakeStages(Settings);
        folder.Build().Succeeded();
        folder.Build("-t:Lock").Succeeded().Says("14 stages, measurements of seed 1");
        return folder;
    }
}
