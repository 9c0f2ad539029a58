using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

public sealed class DigestMemoTests
{
    private static readonly DateTime LongAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_file_with_the_same_length_and_time_is_not_read_again()
    {
        using var folder = new TemporaryFolder();
        var (file, digest) = Remembered(folder, LongAgo);

        // Nothing but the content differs, which only a reader would notice.
        Rewrite(file, "two", LongAgo);

        Assert.Equal(digest, new DigestMemo(folder.File("memo")).Of(file));
    }

    [Fact]
    public void A_file_as_new_as_the_memo_is_read_again()
    {
        using var folder = new TemporaryFolder();
        var now = DateTime.UtcNow.AddMinutes(1);
        var (file, digest) = Remembered(folder, now);

        Rewrite(file, "two", now);

        Assert.NotEqual(digest, new DigestMemo(folder.File("memo")).Of(file));
    }

    [Fact]
    public void A_memo_from_the_future_trusts_nothing()
    {
        using var folder = new TemporaryFolder();
        var (file, digest) = Remembered(folder, LongAgo);
        File.SetLastWriteTimeUtc(folder.File("memo"), DateTime.UtcNow.AddDays(1));

        Rewrite(file, "two", LongAgo);

        Assert.NotEqual(digest, new DigestMemo(folder.File("memo")).Of(file));
    }

    [Theory]
    [InlineData("two", 1)]
    [InlineData("longer", 0)]
    public void A_file_with_another_time_or_length_is_read_again(string content, int hours)
    {
        using var folder = new TemporaryFolder();
        var (file, digest) = Remembered(folder, LongAgo);

        Rewrite(file, content, LongAgo.AddHours(hours));

        Assert.NotEqual(digest, new DigestMemo(folder.File("memo")).Of(file));
    }

    [Fact]
    public void A_copy_is_another_file_and_is_read()
    {
        using var folder = new TemporaryFolder();
        var (file, digest) = Remembered(folder, LongAgo);
        File.Copy(file, folder.File("copy"));
        Rewrite(folder.File("copy"), "two", LongAgo);

        Assert.NotEqual(digest, new DigestMemo(folder.File("memo")).Of(folder.File("copy")));
    }

    [Theory]
    [InlineData("1\t2")]
    [InlineData("x\ty\tz\t/some/file\n")]
    [InlineData("\0\0\0")]
    public void A_broken_memo_is_an_empty_one(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("memo"), content);
        File.WriteAllText(folder.File("data"), "one");

        Assert.Equal(Sha256Digest.OfFile(folder.File("data")), new DigestMemo(folder.File("memo")).Of(folder.File("data")));
    }

    [Fact]
    public void A_memo_that_cannot_be_saved_costs_only_time()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("data"), "one");
        var memo = new DigestMemo(Path.Combine(folder.File("data"), "memo"));
        memo.Of(folder.File("data"));

        memo.Save();

        Assert.Single(Directory.EnumerateFiles(folder.Path));
    }

    private static (string File, string Digest) Remembered(TemporaryFolder folder, DateTime written)
    {
        var file = folder.File("data");
        Rewrite(file, "one", written);
        var memo = new DigestMemo(folder.File("memo"));
        var digest = memo.Of(file);
        memo.Save();
        return (file, digest);
    }

    private static void Rewrite(string file, string content, DateTime written)
    {
        File.WriteAllText(file, content);
        File.SetLastWriteTimeUtc(file, written);
    }
}
