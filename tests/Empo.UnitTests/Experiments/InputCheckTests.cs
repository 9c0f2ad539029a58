using Empo.Experiments.Execution;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>A stage reads its inputs only as they were written.</summary>
public sealed class InputCheckTests : IDisposable
{
    private static readonly string Reader = "f" + StoreBench.Key[1..];

    private readonly StoreBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("groups.parquet")]
    [InlineData("manifest.json")]
    public void A_flipped_bit_stops_the_stage_before_it_reads_and_the_entry_is_made_again(string damaged)
    {
        _bench.Run(StoreBench.WriteBoth);
        _bench.Reopen();
        Flip(Path.Combine(_bench.Folder, damaged));

        var failure = Assert.Throws<UserError>(() => Read(_ => Assert.Fail("It must not run.")));

        Assert.Equal(("EMPO4008", Path.Combine(_bench.Folder, damaged)), (failure.Code, failure.File));
        Assert.True(_bench.Run(StoreBench.WriteBoth).Ran);
        Assert.True(Read(StoreBench.WriteBoth).Ran);
    }

    [Fact]
    public void An_input_that_is_missing_is_told_in_the_same_way()
    {
        _bench.Run(StoreBench.WriteBoth);
        File.Delete(Path.Combine(_bench.Folder, "groups.parquet"));

        Assert.Equal("EMPO4008", Assert.Throws<UserError>(() => Read(StoreBench.WriteBoth)).Code);
    }

    [Fact]
    public void What_the_same_process_wrote_or_looked_at_is_not_hashed_again()
    {
        _bench.Run(StoreBench.WriteBoth);
        Flip(Path.Combine(_bench.Folder, "groups.parquet"));

        Assert.True(Read(StoreBench.WriteBoth).Ran);
    }

    [Fact]
    public void A_file_beyond_the_limit_is_taken_by_length_and_time()
    {
        _bench.Run(StoreBench.WriteBoth);
        var path = Path.Combine(_bench.Folder, "groups.parquet");
        File.Delete(path); // it is read-only
        using (var file = File.Create(path))
        {
            file.SetLength(KnownFiles.MaxBytes + 1);
        }

        Assert.True(new KnownFiles().Has(path, "another"));
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(100);
        }

        Assert.False(new KnownFiles().Has(path, "another"));
    }

    [Fact]
    public void A_users_own_file_is_known_by_the_key_and_not_looked_at() =>
        InputCheck.Run([new StageInput { Role = "data", Path = "/nowhere/data.jsonl", Digest = "aa" }], _bench.Store, new KnownFiles());

    private (Manifest Manifest, bool Ran) Read(Action<StageContext> program)
    {
        var input = new StageInput
        {
            Role = "groups",
            Path = Path.Combine(_bench.Folder, "groups.parquet"),
            Digest = StoreBench.Key,
            Stage = "score",
            Round = 1,
        };
        return _bench.Run(_bench.Request(key: Reader) with { Inputs = [input] }, program);
    }

    private static void Flip(string file)
    {
        var written = File.GetLastWriteTimeUtc(file);
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.SetAttributes(file, FileAttributes.Normal);
        File.WriteAllBytes(file, bytes);
        File.SetLastWriteTimeUtc(file, written);
    }
}
