using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>What a user gets wrong before anything runs: a coded error at the right file and line, and a store as it was.</summary>
public sealed class BadInputTests(BuiltPipeline built) : IClassFixture<BuiltPipeline>
{
    // Written below a first line 'dataset: ...', so the first line of the settings is line 2.
    public static TheoryData<string, string, string, string> Experiments => new()
    {
        { "rounds: [1", "EMPO1001", "e.yaml(", "syntax" },
        { "\trounds: 1", "EMPO1001", "e.yaml(", "tab" },
        { "rounds: 1\nrounds: 2\n", "EMPO1001", "e.yaml(3,1)", "twice" },
        { "rounds: &a 1\n", "EMPO1001", "e.yaml(2,", "anchors" },
        { "rounds: 1\n---\nrounds: 2\n", "EMPO1001", "e.yaml(", "second YAML document" },
        { "rollout:\n  temperatur: 1\n", "EMPO1003", "e.yaml(3,3)", "Did you mean 'rollout.temperature'?" },
        { "rolout:\n  temperature: 1\n", "EMPO1003", "e.yaml(3,3)", "Did you mean 'rollout.temperature'?" },
        { "rounds: many\n", "EMPO1004", "e.yaml(2,9)", "a whole number" },
        { "filter:\n  unanimous: perhaps\n", "EMPO1004", "e.yaml(3,14)", "true or false" },
        { "rounds: [1, 2]\n", "EMPO1004", "e.yaml(2,9)", "a whole number" },
        { "evaluate:\n  k: 4\n", "EMPO1004", "e.yaml(3,6)", "a list of whole numbers" },
        { "rollout:\n  temperature: -1\n", "EMPO1005", "e.yaml(3,16)", "outside of" },
        { "score:\n  reward: empoo\n", "EMPO1005", "e.yaml(3,11)", "Did you mean 'empo'?" },
        { "device: gpu\n", "EMPO1005", "e.yaml(2,9)", "auto, cpu, cuda" },
        { "extends: nobody.yaml\n", "EMPO1007", "e.yaml(2,10)", "does not exist" },
        { "extends: e.yaml\n", "EMPO1007", "e.yaml(1,1)", "circle" },
        { "rollout:\n  samples: 8\n  samples_per_chunk: 3\n", "EMPO1009", "e.yaml(4,22)", "does not divide" },
        { "evaluate:\n  samples: 8\n", "EMPO1009", "e.yaml", "evaluate.samples" },
        { "prompt:\n  template: solve it\n", "EMPO1009", "e.yaml(3,13)", "{question}" },
        { "model: nowhere\n", "EMPO3001", "nowhere", "config.json" },
    };

    public static TheoryData<string, string, string> Overrides => new()
    {
        { "rollout.temprature=1", "EMPO1003", "Did you mean 'rollout.temperature'?" },
        { "rounds", "EMPO1008", "path=value" },
        { "rounds=3%3Bseed=2", "EMPO1008", "separate" },
        { "rounds=3;seed=2", "EMPO1010", "separated by spaces" },
        { "@nowhere.yaml", "EMPO1002", "cannot be read" },
        { "rounds=-1", "EMPO1005", "outside of" },
    };

    [Theory]
    [MemberData(nameof(Experiments))]
    public void A_mistake_in_an_experiment_is_named_where_it_stands(string settings, string code, string place, string says)
    {
        var folder = built.Copy();
        var before = Listing(folder);
        folder.WriteExperiment(settings);

        var result = folder.Build().Failed(code);

        Assert.Contains(place, ErrorLine(result), StringComparison.Ordinal);
        Assert.Contains(says, ErrorLine(result), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, Listing(folder));
    }

    [Theory]
    [MemberData(nameof(Overrides))]
    public void A_mistake_in_EmpoSet_is_refused_and_no_override_is_lost(string overrides, string code, string says)
    {
        var folder = built.Copy();

        var result = folder.BuildWith(overrides).Failed(code);

        Assert.Contains(says, ErrorLine(result), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_dataset_manifest_that_is_missing_is_named_where_the_experiment_names_it()
    {
        var folder = built.Copy();
        File.Delete(folder.File("datasets/d.yaml"));

        var result = folder.Build().Failed("EMPO2001");

        Assert.Contains("e.yaml(1,10)", ErrorLine(result), StringComparison.Ordinal);
    }

    [Fact]
    public void An_experiment_without_a_dataset_is_told_so()
    {
        var folder = built.Copy();
        folder.Write(PipelineFolder.Experiment, "rounds: 1\n");

        folder.Build().Failed("EMPO1006").Says("'dataset' is missing");
    }

    [Fact]
    public void A_manifest_that_is_no_yaml_is_refused_at_its_line()
    {
        var folder = built.Copy();
        folder.Write("datasets/d.yaml", "name: d\nfiles: [\n");

        var result = folder.Build().Failed("EMPO2002");

        Assert.Contains("d.yaml(", ErrorLine(result), StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_file_that_is_missing_is_named_where_the_manifest_names_it()
    {
        var folder = built.Copy();
        folder.Write("datasets/d.yaml", "name: d\nfiles:\n  - path: nowhere.jsonl\n");

        var result = folder.Build().Failed("EMPO2003");

        Assert.Contains("d.yaml(3,11)", ErrorLine(result), StringComparison.Ordinal);
    }

    [Fact]
    public void A_round_that_the_experiment_does_not_have_is_refused() =>
        built.Copy().Build("-t:Rollout", "-p:EmpoRound=9").Failed("EMPO1011");

    private static string ErrorLine(BuildResult result) =>
        result.Output.Split('\n').First(line => line.Contains(": error EMPO", StringComparison.Ordinal));

    private static IReadOnlyList<string> Listing(PipelineFolder folder) =>
        [
            .. Directory
                .EnumerateFiles(folder.Store, "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith("digests.tsv", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
}
