using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>An entry is trusted as long as its files are what was written.</summary>
public sealed class ArtifactStoreTests
{
    [Fact]
    public void A_whole_entry_has_no_damage()
    {
        using var bench = new StoreBench();

        Assert.Null(bench.Store.Damage(bench.Run(StoreBench.WriteBoth).Manifest));
        Assert.Null(bench.Store.Find("score", "0" + new string('f', 63)));
    }

    [Theory]
    [InlineData("deleted", "score/0123456789abcdef0123456789abcdef/scores.parquet is missing")]
    [InlineData("truncated", "scores.parquet has 4 bytes instead of 10")]
    [InlineData("flipped", "scores.parquet is not what was written")]
    public void Damage_is_named(string kind, string expected)
    {
        using var bench = new StoreBench();
        var (manifest, _) = bench.Run(StoreBench.WriteBoth);
        var file = Path.Combine(bench.Folder, "scores.parquet");

        File.SetAttributes(file, FileAttributes.Normal);
        if (kind == "deleted")
        {
            File.Delete(file);
        }
        else
        {
            File.WriteAllText(file, kind == "truncated" ? "the " : "the scoreS");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));
        }

        Assert.EndsWith(expected, bench.Store.Damage(manifest)!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_touched_file_with_the_same_content_is_no_damage()
    {
        using var bench = new StoreBench();
        var (manifest, _) = bench.Run(StoreBench.WriteBoth);
        var file = Path.Combine(bench.Folder, "scores.parquet");

        File.SetAttributes(file, FileAttributes.Normal);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));

        Assert.Null(bench.Store.Damage(manifest));
    }

    [Fact]
    public void A_damaged_chunk_damages_what_refers_to_it()
    {
        using var bench = new StoreBench();
        var (manifest, _) = bench.Run(context =>
        {
            context.Chunks.GetOrCreate(["a chunk"], path => File.WriteAllText(path, "samples"));
            StoreBench.WriteBoth(context);
        });
        var part = new ChunkStore(bench.Store.Root).PathOf(ChunkStore.KeyOf(["a chunk"]));

        Assert.Null(bench.Store.Damage(manifest));
        File.SetAttributes(part, FileAttributes.Normal);
        File.WriteAllText(part, "samplez");
        File.SetLastWriteTimeUtc(part, DateTime.UtcNow.AddMinutes(1));

        Assert.EndsWith("part.parquet is not what was written", bench.Store.Damage(manifest)!, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_folder_that_looks_like_a_store_is_deleted()
    {
        using var bench = new StoreBench();
        bench.Run(StoreBench.WriteBoth);
        Directory.CreateDirectory(Path.Combine(bench.Store.Root, "holiday-pictures"));

        Assert.Equal("EMPO4006", Assert.Throws<UserError>(() => ArtifactStore.DeleteAll(bench.Store.Root)).Code);
        Directory.Delete(Path.Combine(bench.Store.Root, "holiday-pictures"));
        ArtifactStore.DeleteAll(bench.Store.Root);

        Assert.False(Directory.Exists(bench.Store.Root));
        ArtifactStore.DeleteAll(bench.Store.Root);
    }
}
