using Empo.Experiments.Storage;
using Empo.Files;

namespace Empo.UnitTests.Experiments;

public sealed class VerdictStoreTests : IDisposable
{
    private static readonly string[] Rules = ["judge 1", "model abc"];

    private readonly TemporaryFolder _folder = new();

    private string Store => _folder.File("store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_added_is_known_to_the_next_who_opens()
    {
        Open().Add([(Pair("a\nb \"ü\"", "c"), true), (Pair("a", "d"), false)]);

        var again = Open();

        Assert.Equal(2, again.Count);
        Assert.True(again.Find(Pair("a\nb \"ü\"", "c")));
        Assert.False(again.Find(Pair("a", "d")));
        Assert.Null(again.Find(Pair("d", "a"))); // ordered
        Assert.Null(again.Find(new VerdictPair("other", "a", "d")));
    }

    [Fact]
    public void A_line_can_be_read_by_people()
    {
        Open().Add([(Pair("x ≥ 1", "b"), true)]);

        Assert.Equal("{\"context\":\"q\",\"first\":\"x ≥ 1\",\"second\":\"b\",\"equal\":true}\n", File.ReadAllText(Segments().Single()));
    }

    [Theory]
    [InlineData("judge 2", "model abc")]
    [InlineData("judge 1", "model abd")]
    public void Other_rules_know_nothing_of_it(string version, string judge)
    {
        Open().Add([(Pair("a", "b"), true)]);

        Assert.Equal(0, VerdictStore.Open(Store, [version, judge]).Count);
    }

    [Fact]
    public void A_damaged_segment_counts_as_never_made_and_goes_away()
    {
        var store = Open();
        store.Add([(Pair("a", "b"), true)]);
        store.Add([(Pair("a", "c"), true)]);
        var segment = Segments().First(file => File.ReadAllText(file).Contains("\"b\"", StringComparison.Ordinal));
        File.SetAttributes(segment, FileAttributes.Normal);
        File.WriteAllText(segment, File.ReadAllText(segment).Replace("true", "null", StringComparison.Ordinal));

        var again = Open();

        Assert.Null(again.Find(Pair("a", "b")));
        Assert.True(again.Find(Pair("a", "c")));
        Assert.Single(Segments());
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_and_counts_not()
    {
        Open().Add([(Pair("a", "b"), true)]);
        var left = Segments().Single() + $".tmp-{HostIdentity.Current}-2147483646-0a1b2c3d";
        File.WriteAllText(left, "{\"context\":");

        Assert.Equal(1, Open().Count);
        Assert.False(File.Exists(left));
    }

    [Fact]
    public void Many_segments_become_one_with_every_verdict()
    {
        var store = Open();
        for (var i = 0; i < 70; i++)
        {
            store.Add([(Pair("a", $"{i}"), i % 2 == 0)]);
        }

        Open();

        var merged = Open();
        Assert.Single(Segments());
        Assert.Equal(70, merged.Count);
        Assert.All(Enumerable.Range(0, 70), i => Assert.Equal(i % 2 == 0, merged.Find(Pair("a", $"{i}"))));
    }

    [Fact]
    public void Two_who_judge_at_once_both_keep_their_verdicts_and_segments_are_read_only()
    {
        var (one, other) = (Open(), Open());
        one.Add([(Pair("a", "b"), true), (Pair("a", "c"), true)]);
        other.Add([(Pair("a", "c"), true), (Pair("a", "d"), false)]);
        other.Add([(Pair("a", "d"), true)]); // what is known stays

        Assert.Equal(3, Open().Count);
        Assert.False(Open().Find(Pair("a", "d")));
        Assert.All(Segments(), segment => Assert.True(File.GetAttributes(segment).HasFlag(FileAttributes.ReadOnly)));
    }

    [Fact]
    public void The_whole_store_with_verdicts_can_be_deleted()
    {
        Open().Add([(Pair("a", "b"), true)]);

        ArtifactStore.DeleteAll(Store);

        Assert.False(Directory.Exists(Store));
    }

    private VerdictStore Open() => VerdictStore.Open(Store, Rules);

    private string[] Segments() => Directory.GetFiles(Store, "*.jsonl", SearchOption.AllDirectories);

    private static VerdictPair Pair(string first, string second) => new("q", first, second);
}
