using Empo.Experiments.Storage;
using Empo.Files;

namespace Empo.UnitTests.Experiments;

public sealed class ChunkStoreTests
{
    private static readonly string[] Fingerprint = ["policy a", "block 0"];

    [Fact]
    public void A_chunk_is_made_once()
    {
        using var folder = new TemporaryFolder();
        var made = new ChunkStore(folder.Path).GetOrCreate(Fingerprint, path => File.WriteAllText(path, "samples"));

        var found = new ChunkStore(folder.Path).GetOrCreate(Fingerprint, _ => Assert.Fail("It is there."));

        Assert.Equal(made, found);
        Assert.Equal((Sha256Digest.OfLines(Fingerprint), 7L), (made.Key, made.Bytes));
        Assert.Equal("samples", File.ReadAllText(made.Path));
        Assert.Equal(Fingerprint, File.ReadAllLines(Path.Combine(Path.GetDirectoryName(made.Path)!, "fingerprint.txt")));
    }

    [Theory]
    [InlineData("part.parquet", "samplez")]
    [InlineData("part.parquet", null)]
    [InlineData("part.sha256", null)]
    [InlineData("part.sha256", "")]
    public void A_broken_chunk_is_made_again(string name, string? content)
    {
        using var folder = new TemporaryFolder();
        var made = new ChunkStore(folder.Path).GetOrCreate(Fingerprint, path => File.WriteAllText(path, "samples"));
        var file = Path.Combine(Path.GetDirectoryName(made.Path)!, name);
        File.SetAttributes(file, FileAttributes.Normal);
        File.Delete(file);
        if (content is not null)
        {
            File.WriteAllText(file, content);
        }

        var again = new ChunkStore(folder.Path).GetOrCreate(Fingerprint, path => File.WriteAllText(path, "samples"));

        Assert.Equal(made, again);
        Assert.Equal(made, new ChunkStore(folder.Path).Find(made.Key));
    }

    [Fact]
    public void A_chunk_that_changed_since_its_index_was_written_is_not_read_and_not_trusted_again()
    {
        using var folder = new TemporaryFolder();
        var made = new ChunkStore(folder.Path).GetOrCreate(Fingerprint, path => File.WriteAllText(path, "samples"));
        var written = File.GetLastWriteTimeUtc(made.Path);
        Assert.Equal(made.Path, new ChunkStore(folder.Path).PathOf(made.Key, made.Digest));
        File.SetAttributes(made.Path, FileAttributes.Normal);
        File.WriteAllText(made.Path, "sampled");
        File.SetLastWriteTimeUtc(made.Path, written);

        var failure = Assert.Throws<UserError>(() =>
            new ChunkStore(folder.Path).PathOf(made.Key, made.Digest)
        );

        Assert.Equal(("EMPO4008", made.Path), (failure.Code, failure.File));
        Assert.NotEqual(written, File.GetLastWriteTimeUtc(made.Path));
    }

    [Fact]
    public void Chunks_used_are_listed_once_in_order_of_first_use()
    {
        using var folder = new TemporaryFolder();
        var chunks = new ChunkStore(folder.Path);

        var b = chunks.GetOrCreate(["b"], path => File.WriteAllText(path, "b"));
        var a = chunks.GetOrCreate(["a"], path => File.WriteAllText(path, "a"));
        chunks.GetOrCreate(["b"], path => File.WriteAllText(path, "b"));

        Assert.Equal([b, a], chunks.Used);
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(10, true)]
    public void Those_who_make_one_chunk_at_once_all_get_the_one_that_stays(int rounds, bool damaged)
    {
        using var folder = new TemporaryFolder();
        for (var round = 0; round < rounds; round++)
        {
            string[] fingerprint = [$"round {round}"];
            if (damaged)
            {
                var broken = new ChunkStore(folder.Path).GetOrCreate(fingerprint, path => File.WriteAllText(path, "broken"));
                File.SetAttributes(broken.Path, FileAttributes.Normal);
                File.Delete(broken.Path);
            }

            // Samples of a server differ from one request to the next. Both write before either commits.
            using var barrier = new Barrier(3);
            var entries = new ChunkEntry[3];
            var makers = Enumerable.Range(0, 3).Select(maker => new Thread(() =>
                entries[maker] = new ChunkStore(folder.Path).GetOrCreate(fingerprint, path =>
                {
                    File.WriteAllText(path, $"samples of {maker}");
                    Assert.True(barrier.SignalAndWait(TimeSpan.FromMinutes(1)));
                })
            )).ToList();
            makers.ForEach(maker => maker.Start());
            makers.ForEach(maker => maker.Join());

            Assert.Equal(entries[0], entries[1]);
            Assert.Equal(entries[0], entries[2]);
            Assert.Equal(entries[0], new ChunkStore(folder.Path).Find(entries[0].Key));
        }

        Assert.Equal(rounds, Directory.GetFileSystemEntries(Path.Combine(folder.Path, "chunk")).Length);
    }

    [Fact]
    public void A_chunk_that_finds_the_disk_full_leaves_nothing()
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<IOException>(() => new ChunkStore(folder.Path).GetOrCreate(Fingerprint, path =>
        {
            File.WriteAllText(path, "half");
            throw new IOException("No space left on device", 28);
        }));

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.File("chunk")));
    }

    [Fact]
    public void A_writer_that_fails_commits_nothing()
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<InvalidOperationException>(() => new ChunkStore(folder.Path).GetOrCreate(Fingerprint, path =>
        {
            File.WriteAllText(path, "half");
            throw new InvalidOperationException();
        }));

        Assert.Null(new ChunkStore(folder.Path).Find(ChunkStore.KeyOf(Fingerprint)));
    }

    [Fact]
    public void Temporary_folders_of_dead_processes_go_and_those_of_living_ones_stay()
    {
        using var folder = new TemporaryFolder();
        var final = Path.GetDirectoryName(new ChunkStore(folder.Path).PathOf(ChunkStore.KeyOf(Fingerprint)))!;
        var (dead, living) = (
            $"{final}.tmp-{HostIdentity.Current}-99999999-0a1b2c3d",
            $"{final}.tmp-{HostIdentity.Current}-{Environment.ProcessId}-0a1b2c3d"
        );
        Directory.CreateDirectory(dead);
        Directory.CreateDirectory(living);

        new ChunkStore(folder.Path).GetOrCreate(Fingerprint, path => File.WriteAllText(path, "samples"));

        Assert.False(Directory.Exists(dead));
        Assert.True(Directory.Exists(living));
    }

    [Theory]
    [InlineData(".tmp-00000000-99999999-0a1b2c3d")] // another host's
    [InlineData(".old-00000000-1-0a1b2c3d")]
    [InlineData(".tmp-1")] // an earlier version's, which did not name the host
    public void Temporary_folders_of_other_hosts_go_once_nothing_was_written_in_them_for_a_day(string ending)
    {
        using var folder = new TemporaryFolder();
        var left = Path.GetDirectoryName(new ChunkStore(folder.Path).PathOf(ChunkStore.KeyOf(Fingerprint)))! + ending;
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "part.parquet"), "half");
        Directory.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddDays(-2));

        new ChunkStore(folder.Path).GetOrCreate(Fingerprint, path => File.WriteAllText(path, "samples"));
        Assert.True(Directory.Exists(left));

        File.SetLastWriteTimeUtc(Path.Combine(left, "part.parquet"), DateTime.UtcNow.AddDays(-2));
        Directory.Delete(Path.GetDirectoryName(new ChunkStore(folder.Path).PathOf(ChunkStore.KeyOf(Fingerprint)))!, recursive: true);
        new ChunkStore(folder.Path).GetOrCreate(Fingerprint, path => File.WriteAllText(path, "samples"));
        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public void Two_that_make_one_chunk_at_once_both_have_it()
    {
        using var folder = new TemporaryFolder();
        ChunkEntry? inner = null;

        var outer = new ChunkStore(folder.Path).GetOrCreate(Fingerprint, path =>
        {
            File.WriteAllText(path, "half of the sam");
            inner = new ChunkStore(folder.Path).GetOrCreate(Fingerprint, other => File.WriteAllText(other, "samples"));
            File.WriteAllText(path, "samples");
        });

        Assert.Equal(inner, outer);
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.File("chunk")));
    }
}
