using Empo.Experiments.Settings;
using Empo.Experiments.Suites;

namespace Empo.UnitTests.Experiments;

public sealed class SuiteReaderTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public SuiteReaderTests() => _text.Write("e.yaml", "dataset: d.yaml\n");

    public static TheoryData<string> Shipped =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "experiments"), "*-suite.yaml").Select(file => Path.GetFileName(file))];

    public void Dispose() => _text.Dispose();

    [Fact]
    public void A_suite_is_arms_times_seeds_seed_by_seed()
    {
        var suite = Read(
            "title: T\nseeds: [1, 2]\nset: \"rounds=3\"\narms:\n  a:\n    experiment: e.yaml\n  b:\n    experiment: e.yaml\n    "
                + "set: \"score.reward=voting\"\n    seeds: [2, 7]\n"
        );

        Assert.Equal(("s", "T", "a"), (suite.Name, suite.Title, suite.Reference));
        Assert.Equal(["a seed 1", "a seed 2", "b seed 2", "b seed 7"], suite.Runs.Select(run => run.Name));
        Assert.Equal("seed=2 run_name=s/b/seed-2 rounds=3 score.reward=voting threads=1", suite.Runs[2].Overrides);
    }

    [Fact]
    public void Every_run_is_a_readable_experiment_with_a_view_of_its_own()
    {
        var suite = Read("arms:\n  a:\n    experiment: e.yaml\n");

        var experiment = ExperimentReader.Read(suite.Runs[0].Experiment, suite.Runs[0].Overrides, _text.Path);

        Assert.Equal("s/a/seed-1", experiment.Name);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_run_of_a_shipped_suite_is_sound(string file)
    {
        var suite = SuiteReader.Read(Path.Combine(Repository.Root, "experiments", file), "");

        Assert.All(suite.Runs, run =>
            Assert.Equal(run.RunName, ExperimentReader.Read(run.Experiment, run.Overrides, Repository.Root).Name)
        );
    }

    [Theory]
    [InlineData("title: T\n", "EMPO1026", "no arm")]
    [InlineData("arms:\n  a:\n    experiment: e.yaml\n    seed: 1\n", "EMPO1026", "there is no 'arms.a.seed'")]
    [InlineData("arm:\n  a:\n    experiment: e.yaml\n", "EMPO1026", "there is no 'arm.a.experiment'")]
    [InlineData("arms:\n  a/b:\n    experiment: e.yaml\n", "EMPO1026", "a/b")]
    [InlineData("seeds: 3\narms:\n  a:\n    experiment: e.yaml\n", "EMPO1026", "[1, 2, 3]")]
    [InlineData("seeds: [1, 1]\narms:\n  a:\n    experiment: e.yaml\n", "EMPO1026", "different")]
    [InlineData("reference: c\narms:\n  a:\n    experiment: e.yaml\n", "EMPO1026", "'c'")]
    [InlineData("arms:\n  a:\n    set: \"rounds=1\"\n", "EMPO1026", "no experiment")]
    [InlineData("arms:\n  a:\n    experiment: f.yaml\n", "EMPO1027", "f.yaml")]
    [InlineData("arms: [\n", "EMPO1001", "YAML")]
    public void A_mistake_in_a_suite_has_a_code_and_says_what(string text, string code, string says)
    {
        var failure = Assert.Throws<UserError>(() => Read(text));

        Assert.Equal(code, failure.Code);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_overrides_is_refused() =>
        Assert.Equal(
            "EMPO1026",
            Assert
                .Throws<UserError>(() => SuiteReader.Read(_text.Write("s.yaml", "arms:\n  a:\n    experiment: e.yaml\n"), "@f.yaml"))
                .Code
        );

    [Fact]
    public void A_plan_survives_its_file()
    {
        var plan = new SuitePlan
        {
            Suite = Read("arms:\n  a:\n    experiment: e.yaml\n"),
            Order = [0],
            Failed = ["a seed 1"],
            Store = "/s",
            RunFolders = "/v",
        };
        File.WriteAllBytes(_text.File("suite.json"), plan.ToJson());

        var read = SuitePlan.Read(_text.File("suite.json"));

        Assert.Equal((plan.Suite.Runs[0], "a seed 1", "/s"), (read.Suite.Runs[0], read.Failed[0], read.Store));
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("a//b")]
    [InlineData("/tmp")]
    public void A_view_cannot_leave_its_folder(string view) =>
        Assert.Equal("EMPO1025", _text.Refused("dataset: d.yaml\n", $"run_name={view}").Code);

    private Suite Read(string text) =>
        SuiteReader.Read(_text.Write("s.yaml", text), text.Contains("title: T\nseeds", StringComparison.Ordinal) ? "threads=1" : "");
}
