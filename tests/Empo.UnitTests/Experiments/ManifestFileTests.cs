using System.Text.Json;
using Empo.Experiments.Storage;
using Empo.Files;

namespace Empo.UnitTests.Experiments;

public sealed class ManifestFileTests
{
    private static readonly string Digest = Sha256Digest.OfLines(["a digest"]);

    [Theory]
    [InlineData(3)]
    [InlineData(null)]
    public void A_manifest_survives_writing_and_reading(int? round)
    {
        using var folder = new TemporaryFolder();
        var manifest = Example(round);

        ManifestFile.Write(folder.Path, manifest);
        var read = ManifestFile.Read(folder.Path)!;

        Assert.Equal(
            JsonSerializer.Serialize(manifest with { Metrics = Finite(manifest) }),
            JsonSerializer.Serialize(read with { Metrics = Finite(read) })
        );
        Assert.True(double.IsNaN(read.Metrics["loss"]));
        Assert.Single(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void Equal_manifests_are_equal_bytes_whatever_the_order_of_their_metrics()
    {
        using var folder = new TemporaryFolder();
        var manifest = Example(1);

        ManifestFile.Write(folder.Path, manifest);
        var first = File.ReadAllBytes(folder.File(ManifestFile.Name));
        ManifestFile.Write(folder.Path, manifest with { Metrics = manifest.Metrics.Reverse().ToDictionary() });

        Assert.Equal(first, File.ReadAllBytes(folder.File(ManifestFile.Name)));
    }

    [Fact]
    public void A_manifest_of_a_version_that_recorded_no_tools_is_read()
    {
        using var folder = new TemporaryFolder();
        ManifestFile.Write(folder.Path, Example(1));
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(folder.File(ManifestFile.Name)))!.AsObject();
        json["format"] = 1;
        json.Remove("provenance");
        json.Remove("seal");
        File.WriteAllText(folder.File(ManifestFile.Name), json.ToJsonString());

        var read = ManifestFile.Read(folder.Path)!;

        Assert.Equal(("update", 0), (read.Stage, read.Provenance.Count));
    }

    [Fact]
    public void A_newer_format_is_refused_with_a_way_out()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File(ManifestFile.Name);
        File.WriteAllText(file, "{ \"format\": 3, \"steps\": [] }");

        var failure = Assert.Throws<UserError>(() => ManifestFile.Read(folder.Path));

        Assert.Equal(("EMPO4003", file), (failure.Code, failure.File));
        Assert.Contains("another EmpoStore", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>One bit of every byte, another of each; all of them with EMPO_FAULTS=all (tests/faults.sh bits).</summary>
    [Fact]
    public void A_manifest_with_any_flipped_bit_is_a_miss()
    {
        using var folder = new TemporaryFolder();
        ManifestFile.Write(folder.Path, Example(1));
        var file = folder.File(ManifestFile.Name);
        var whole = File.ReadAllBytes(file);

        var step = Environment.GetEnvironmentVariable("EMPO_FAULTS") == "all" ? 1 : 9;
        for (var bit = 0; bit < whole.Length * 8; bit += step)
        {
            var flipped = (byte[])whole.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(file, flipped);

            Assert.True(ManifestFile.Read(folder.Path) is null, $"bit {bit}");
        }
    }

    [Fact]
    public void A_manifest_that_lost_its_seal_is_a_miss()
    {
        using var folder = new TemporaryFolder();
        ManifestFile.Write(folder.Path, Example(1));
        var file = folder.File(ManifestFile.Name);
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        json.Remove("seal");
        File.WriteAllText(file, json.ToJsonString());

        Assert.Null(ManifestFile.Read(folder.Path));
    }

    [Fact]
    public void Half_a_manifest_that_a_killed_process_left_goes_with_the_next_one_and_a_failed_one_goes_at_once()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File($"manifest.json.tmp-{HostIdentity.Current}-99999999-0a1b2c3d"), "{");

        ManifestFile.Write(folder.Path, Example(1));
        Assert.Equal([folder.File(ManifestFile.Name)], Directory.GetFiles(folder.Path));
        File.Delete(folder.File(ManifestFile.Name));
        Directory.CreateDirectory(folder.File(ManifestFile.Name));

        Assert.ThrowsAny<Exception>(() => ManifestFile.Write(folder.Path, Example(1)));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"format\": 1, \"stage\":")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{ \"format\": \"one\" }")]
    public void What_cannot_be_understood_is_a_miss(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(ManifestFile.Name), content);

        Assert.Null(ManifestFile.Read(folder.Path));
    }

    [Fact]
    public void No_manifest_is_a_miss()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(ManifestFile.Read(folder.Path));
        Assert.Null(ManifestFile.Read(folder.File("nowhere")));
    }

    private static Dictionary<string, double> Finite(Manifest manifest) =>
        manifest.Metrics.Where(metric => double.IsFinite(metric.Value)).OrderBy(metric => metric.Key).ToDictionary();

    internal static Manifest Example(int? round) =>
        new()
        {
            Stage = "update",
            Round = round,
            Key = StoreBench.Key,
            Experiment = "größe \"1\"",
            Fingerprint = ["stage update", "setting a = \\ \t 数"],
            Inputs = [new InputRecord("policy", Digest, "update", 2), new InputRecord("data", Digest, null, null)],
            Outputs =
            [
                new OutputRecord
                {
                    Name = "policy",
                    Digest = Digest,
                    Files = [new FileRecord("model.safetensors", 12, Digest, 638_000_000_000_000_000)],
                    Evicted = true,
                },
                new OutputRecord
                {
                    Name = "update.parquet",
                    Digest = Digest,
                    Files = [],
                    At = $"update/{StoreBench.Key[..32]}/policy",
                },
                new OutputRecord
                {
                    Name = "optimizer.safetensors",
                    Digest = Digest,
                    Files = [],
                    Input = "optimizer",
                },
            ],
            Chunks = [new FileRecord(Digest, 1L << 40, Digest, 5)],
            Metrics = new Dictionary<string, double> { ["reward"] = 0.1, ["loss"] = double.NaN },
            Numerics = new Dictionary<string, string> { ["device"] = "cpu" },
            Provenance = new Dictionary<string, string> { ["TorchSharp"] = "0.107.0", ["commit"] = "0123abc" },
            Seconds = 1.25,
            Finished = "2026-01-01T00:00:00Z",
        };
}
