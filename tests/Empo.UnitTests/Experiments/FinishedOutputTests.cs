using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>How often the bytes of an output are read for its record.</summary>
public sealed class FinishedOutputTests
{
    /// <summary>The second file keeps length and write time, so only reading it again would notice that it is another one.</summary>
    [Fact]
    public void An_output_that_its_stage_finished_is_read_once()
    {
        using var bench = new StoreBench();
        var finished = "";

        var (manifest, _) = bench.Run(bench.Request("update"), context =>
        {
            var file = Path.Combine(context.Output("policy"), "model.safetensors");
            File.WriteAllText(file, "weights");
            finished = context.Finish(StageTable.Policy);
            Replace(file, "WEIGHTS");
        });

        Assert.Equal(finished, manifest.Output("policy").Digest);
    }

    [Theory]
    [InlineData("model.safetensors")] // written to again
    [InlineData("config.json")] // added
    public void An_output_that_is_written_to_after_that_is_read_again(string name)
    {
        using var bench = new StoreBench();
        var finished = "";

        var (manifest, _) = bench.Run(bench.Request("update"), context =>
        {
            var folder = context.Output("policy");
            File.WriteAllText(Path.Combine(folder, "model.safetensors"), "weights");
            finished = context.Finish(StageTable.Policy);
            File.WriteAllText(Path.Combine(folder, name), "other weights");
        });

        Assert.NotEqual(finished, manifest.Output("policy").Digest);
        Assert.Equal(Sha256Digest.OfFolder(bench.Store.PathOf(manifest, manifest.Output("policy"))), manifest.Output("policy").Digest);
    }

    [Fact]
    public void A_policy_that_is_passed_through_is_not_read_again()
    {
        using var bench = new StoreBench();
        var (made, _) = bench.Run(bench.Request("update"), context =>
            File.WriteAllText(Path.Combine(context.Output("policy"), "model.safetensors"), "weights")
        );
        var policy = made.Output("policy");
        var input = new StageInput
        {
            Role = "policy", Path = bench.Store.PathOf(made, policy), Digest = policy.Digest, Stage = "update", Round = 1,
        };

        var (passed, _) = bench.Run(bench.Request("update", new string('1', 64)) with { Inputs = [input] }, context =>
        {
            var file = Path.Combine(input.Path, "model.safetensors");
            File.SetAttributes(file, FileAttributes.Normal);
            Replace(file, "WEIGHTS");
            context.PassThrough("policy", input);
        });

        Assert.Equal(policy.Files, passed.Output("policy").Files);
        Assert.Equal(input.Path, bench.Store.PathOf(passed, passed.Output("policy")));
    }

    private static void Replace(string file, string text)
    {
        var written = File.GetLastWriteTimeUtc(file);
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, written);
    }
}
