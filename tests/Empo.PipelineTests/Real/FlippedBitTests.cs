using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>One bit of every file that the tiny experiment leaves in its store.</summary>
public sealed class FlippedBitTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    private const string Change = "score.reward=voting update.learning_rate=0.002 evaluate.samples=16";

    /// <summary>A file that a stage reads which that change makes run.</summary>
    public static TheoryData<string, string> Read =>
        FaultRuns.All
            ? new()
            {
                { "prepare", "evaluation-questions.parquet" },
                { "pretrain", "policy/model.safetensors" },
                { "pretrain", "policy/tokenizer.json" },
                { "pretrain", "policy/config.json" },
                { "rollout 1", "rollouts.parquet" },
                { "rollout 1", "decoding.json" },
                { "chunk", "part.parquet" },
            }
            : new() { { "chunk", "part.parquet" } };

    [Fact]
    public void Verify_names_every_file_with_a_flipped_bit()
    {
        var folder = tiny.Copy();
        folder.Build().Succeeded().RanOnly();
        string[] files =
        [
            .. Directory.EnumerateFiles(folder.Store, "*", SearchOption.AllDirectories).Where(IsArtifact).Order(StringComparer.Ordinal),
        ];
        foreach (var file in files)
        {
            FlippedBit.In(file);
        }

        var verified = folder.Build("-t:Verify").Failed("EMPO4022");

        // Where a manifest is damaged nobody knows what else its entry should hold; so first all the others, then these.
        string[] manifests = [.. files.Where(file => file.EndsWith("manifest.json", StringComparison.Ordinal))];
        Assert.All(manifests, file => verified.Says(file));
        foreach (var manifest in manifests)
        {
            FlippedBit.In(manifest);
        }

        verified = folder.Build("-t:Verify").Failed("EMPO4022");
        Assert.All(files.Except(manifests), file => verified.Says(file));
        Assert.All(manifests, file => Assert.DoesNotContain(file, verified.Output, StringComparison.Ordinal));
        foreach (
            var kind in files
                .GroupBy(file =>
                    string.Join('/', Path.GetRelativePath(folder.Store, file).Split(Path.DirectorySeparatorChar).Where((_, i) => i != 1))
                )
                .OrderBy(kind => kind.Key, StringComparer.Ordinal)
        )
        {
            FaultRuns.Report($"| {kind.Key} | {kind.Count()} |");
        }
    }

    [Theory]
    [MemberData(nameof(Read))]
    public void A_stage_does_not_read_what_is_not_as_it_was_written(string maker, string file)
    {
        var folder = tiny.Copy();
        folder.Build().Succeeded().RanOnly();
        var path = Path.Combine(
            maker == "chunk" ? Path.Combine(folder.Store, "chunk", folder.Manifest("rollout 1").Chunks[0].Path[..32]) : folder.Entry(maker),
            file
        );
        var content = File.ReadAllBytes(path);
        FlippedBit.In(path);

        folder.BuildWith(Change).Failed("EMPO4008").Says(path);
        folder.BuildWith(Change).Succeeded();

        Assert.Equal(content, File.ReadAllBytes(path));
        folder.Build("-t:Verify").Succeeded();
        FaultRuns.Report($"| {maker}/{file} | read by a stage that must run |");
    }

    private static bool IsArtifact(string file) =>
        Path.GetFileName(file) is var name
        && name != "digests.tsv"
        && name != "part.sha256"
        && !file.Contains("/lock/", StringComparison.Ordinal);
}
