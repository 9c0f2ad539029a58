using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>
/// What lies in the store is trusted only as long as it is what was written; what is made again is the same, so nothing else runs.
/// </summary>
public sealed class DamagedStoreTests(BuiltPipeline built) : IClassFixture<BuiltPipeline>
{
    public static TheoryData<string> Damages => ["deleted", "truncated", "flipped"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_selection_is_made_again(string damage)
    {
        var folder = built.Copy();

        Damage(Path.Combine(folder.Entry("filter 1"), "selection.parquet"), damage);

        folder.Build().Succeeded().RanOnly("filter 1").Says("filter 1: filter/");
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_chunk_is_sampled_again(string damage)
    {
        var folder = built.Copy();
        var ofRound1 = folder.Chunks().Single(chunk => File.ReadAllLines(Path.Combine(chunk, "fingerprint.txt")).Contains("round 1"));
        var chunk = Path.Combine(ofRound1, "part.parquet");
        var content = File.ReadAllBytes(chunk);

        Damage(chunk, damage);
        folder.Build().Succeeded().RanOnly("rollout 1");

        Assert.Equal(content, File.ReadAllBytes(chunk));
        Assert.Equal(2, folder.Chunks().Count);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_policy_is_trained_again_with_the_evicted_ones_that_it_needs(string damage)
    {
        var folder = built.Copy();

        Damage(Path.Combine(folder.Entry("update 2"), "policy", "model.safetensors"), damage);

        folder
            .Build()
            .Succeeded()
            .RanOnly("update 1", "update 2")
            .Says("update 1: its optimizer.safetensors was removed by the retention rules and update 2 reads it");
        folder.Build().Succeeded().RanOnly();
    }

    [Fact]
    public void A_damaged_manifest_counts_as_no_artifact()
    {
        var folder = built.Copy();

        File.WriteAllText(Path.Combine(folder.Entry("score 1"), "manifest.json"), "{ \"format\": ");

        folder.Build().Succeeded().RanOnly("score 1");
    }

    [Fact]
    public void A_manifest_of_a_newer_version_is_refused()
    {
        var folder = built.Copy();
        var manifest = Path.Combine(folder.Entry("score 1"), "manifest.json");
        File.WriteAllText(manifest, "{ \"format\": 99, \"steps\": [] }");

        folder.Build().Failed("EMPO4003").Says("manifest.json");
    }

    [Fact]
    public void A_flipped_bit_in_a_manifest_counts_as_no_artifact()
    {
        var folder = built.Copy();

        FlippedBit.In(Path.Combine(folder.Entry("score 1"), "manifest.json"));

        folder.Build().Succeeded().RanOnly("score 1");
    }

    /// <summary>Length and write time are as recorded, so only a stage that reads the file finds out.</summary>
    [Theory]
    [InlineData("score 1", "scores.parquet", "filter.entropy.high=0.5")]
    [InlineData("pretrain", "policy/model.safetensors", "evaluate.samples=24")]
    public void A_flipped_bit_that_a_stage_would_read_is_an_error_and_the_next_build_makes_the_file_again(
        string damaged,
        string file,
        string change
    )
    {
        var folder = built.Copy();
        folder.Build().Succeeded().RanOnly();
        var path = Path.Combine(folder.Entry(damaged), file);
        var content = File.ReadAllBytes(path);
        FlippedBit.In(path);
        folder.Build().Succeeded().RanOnly();

        folder.BuildWith(change).Failed("EMPO4008").Says(path);
        var next = folder.BuildWith(change).Succeeded();

        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.Contains(damaged, next.Ran);
    }

    private static void Damage(string file, string kind)
    {
        File.SetAttributes(file, FileAttributes.Normal);
        var bytes = File.ReadAllBytes(file);
        switch (kind)
        {
            case "deleted":
                File.Delete(file);
                break;
            case "truncated":
                File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
                break;
            default:
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
        }
    }
}
