using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>Suites of the tiny experiment by real builds.</summary>
public sealed class SuiteTests
{
    [Fact]
    public void Two_arms_with_two_seeds_give_one_table_and_the_same_again_does_nothing()
    {
        var folder = WithSuite(
            "arms:\n  empo:\n    experiment: e.yaml\n  voting:\n    experiment: e.yaml\n    set: \"score.reward=voting\"\n"
        );

        folder
            .Build("-p:EmpoSuite=experiments/s.yaml", "-m:2")
            .Succeeded()
            .Says("s: 4 runs, 2 side by side")
            .Says("s: 4 of 4 done, ")
            .Says("voting seed 2 begins");
        var again = folder.Build("-p:EmpoSuite=experiments/s.yaml", "-p:EmpoParallel=false").Succeeded();

        var text = File.ReadAllText(folder.File("artifacts/s/suite.md"));
        Assert.Contains("4 of 4 runs", text, StringComparison.Ordinal);
        Assert.Contains("| voting | 2 |", text, StringComparison.Ordinal);
        Assert.Contains("Where EMPO and voting differ", text, StringComparison.Ordinal);
        var page = File.ReadAllText(folder.File("artifacts/s/suite.html"));
        Assert.Equal(4 * Count(page, "<figure>"), Count(page, "<polyline"));
        Assert.True(File.Exists(folder.File("artifacts/s/voting/seed-2/report.html")));
        again.Says("s: 4 runs, one after the other").Says("s/voting/seed-2: all 16 stages are up to date");
        Assert.Empty(Directory.EnumerateDirectories(folder.File("artifacts/s"), "claims-*"));
        // The second arm finds the base of its seed.
        Assert.Single(Directory.EnumerateDirectories(folder.File("artifacts/.store/prepare")));
        Assert.Equal(2, Directory.EnumerateDirectories(folder.File("artifacts/.store/pretrain")).Count());
    }

    [Fact]
    public void Side_by_side_or_one_after_the_other_a_suite_says_the_same()
    {
        const string Arms = "arms:\n  a:\n    experiment: e.yaml\n  b:\n    experiment: e.yaml\n    set: \"score.reward=voting\"\n";
        var (aside, after) = (WithSuite(Arms), WithSuite(Arms));

        aside.Build("-p:EmpoSuite=experiments/s.yaml", "-m:2", "-p:EmpoSet=rounds=1").Succeeded();
        after.Build("-p:EmpoSuite=experiments/s.yaml", "-m:2", "-p:EmpoSet=rounds=1", "-p:EmpoParallel=false").Succeeded();

        Assert.Equal(Updates(after), Updates(aside));
        Assert.Equal(File.ReadAllText(after.File("artifacts/s/suite.md")), File.ReadAllText(aside.File("artifacts/s/suite.md")));
    }

    [Fact]
    public void A_run_that_fails_is_named_and_the_others_results_stay()
    {
        var folder = WithSuite(
            "arms:\n  good:\n    experiment: e.yaml\n    seeds: [1]\n  bad:\n    experiment: e.yaml\n    set: \"rounds=many\"\n  "
                + "  seeds: [1]\n  last:\n    experiment: e.yaml\n    set: \"score.reward=format\"\n    seeds: [1]\n"
        );

        folder.Build("-p:EmpoSuite=experiments/s.yaml").Failed("EMPO1028").Says("bad seed 1").Says("EMPO1004");

        var text = File.ReadAllText(folder.File("artifacts/s/suite.md"));
        Assert.Contains("2 of 3 runs", text, StringComparison.Ordinal);
        Assert.Contains("Without a result: bad seed 1", text, StringComparison.Ordinal);
        Assert.Contains("| last | 1 |", text, StringComparison.Ordinal);
    }

    private static PipelineFolder WithSuite(string arms)
    {
        var folder = PipelineFolder.WithTinyExperiment();
        folder.Write("experiments/s.yaml", $"title: Tiny arms\nseeds: [1, 2]\n{arms}");
        return folder;
    }

    /// <summary>
    /// Keys of all updates: a key holds the digests of what a stage read, so equal keys of round 1 say that base and rollouts are equal
    /// byte for byte.
    /// </summary>
    private static IEnumerable<string> Updates(PipelineFolder folder) =>
        Directory
            .EnumerateDirectories(folder.File("artifacts/.store/update"))
            .Select(entry => Path.GetFileName(entry))
            .Order(StringComparer.Ordinal);

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
