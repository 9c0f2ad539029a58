using Empo.Stages.Distribution;

namespace Empo.UnitTests.Distribution;

/// <summary>What ranks find out about one another before a stage.</summary>
public sealed class RankGreetingTests
{
    [Fact]
    public void Ranks_that_share_a_folder_see_it_and_its_locks_and_leave_nothing_there()
    {
        using var folder = new TemporaryFolder();

        var reports = ThreadRanks.Run(3, ranks => RankGreeting.Exchange(ranks, folder.Path, Report(ranks.Rank)));

        Assert.All(reports, each => Assert.Null(RankGreeting.Problem(each, "/store")));
        Assert.Equal(["host0", "host1", "host2"], reports[2].Select(report => report.Host));
        Assert.Equal(["card one", "card two"], reports[0][1].Cards);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("EMPO6042", "Rank 1 on host1 does not see")]
    [InlineData("EMPO6043", "Rank 1 on host1 runs another build")]
    [InlineData("EMPO6046", "Rank 1 on host1 got a lock")]
    public void The_rank_and_the_host_are_named(string code, string text)
    {
        RankReport[] reports =
        [
            Report(0),
            Report(1) with { SeesStore = code != "EMPO6042", IsLockedOut = code != "EMPO6046", Program = code == "EMPO6043" ? "x" : "p" },
        ];

        var problem = RankGreeting.Problem(reports, "/store")!;

        Assert.Equal(code, problem.Code);
        Assert.Contains(text, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpu", 0, 2, "cpu cpu")]
    [InlineData("cpu", 8, 2, "cpu cpu")]
    [InlineData("auto", 0, 3, "cpu cpu cpu")]
    [InlineData("auto", 2, 2, "cuda:0 cuda:1")]
    [InlineData("cuda", 8, 3, "cuda:0 cuda:1 cuda:2")]
    public void Each_rank_of_a_host_takes_the_card_of_its_number(string setting, int cards, int ranks, string expected)
    {
        RankReport[] reports = [.. Enumerable.Range(0, ranks).Select(rank => OnOneHost(rank, ranks, Names(cards)))];

        Assert.Null(RankDevice.Problem(setting, reports));
        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, ranks).Select(rank => RankDevice.Of(setting, reports, rank))));
    }

    [Fact]
    public void Where_each_rank_sees_one_card_of_its_own_it_is_the_first()
    {
        RankReport[] reports = [.. Enumerable.Range(0, 2).Select(rank => OnOneHost(rank, 2, [$"card {rank}"]))];

        Assert.Null(RankDevice.Problem("auto", reports));
        Assert.Equal(["cuda:0", "cuda:0"], [RankDevice.Of("auto", reports, 0), RankDevice.Of("auto", reports, 1)]);
    }

    [Theory]
    [InlineData("auto", 1, 2, "see one card only, the same")]
    [InlineData("cuda", 2, 3, "has 3 ranks and 2 cards, so rank 2 has none")]
    [InlineData("cuda", 0, 2, "has 2 ranks and 0 cards")]
    [InlineData("cuda:1", 8, 2, "cannot share one card")]
    public void A_rank_without_a_card_of_its_own_is_refused(string setting, int cards, int ranks, string why)
    {
        RankReport[] reports = [.. Enumerable.Range(0, ranks).Select(rank => OnOneHost(rank, ranks, Names(cards)))];

        var problem = RankDevice.Problem(setting, reports)!;

        Assert.Equal("EMPO6045", problem.Code);
        Assert.Contains(why, problem.Message, StringComparison.Ordinal);
    }

    /// <summary>One host of a job has no card at all: not the CPU for some and cards for others.</summary>
    [Fact]
    public void A_host_without_cards_among_others_is_refused() =>
        Assert.Equal("EMPO6045", RankDevice.Problem("auto", [OnOneHost(0, 1, ["a"]), Report(1) with { Cards = [] }])!.Code);

    [Fact]
    public void Numerics_of_ranks_that_differ_are_joined()
    {
        static byte[] Bytes(string device, string processor, string more, string value) =>
            RankNumerics.ToBytes(new Dictionary<string, string> { ["device"] = device, ["processor"] = processor, [more] = value });

        var joined = RankNumerics.Join(
            [
                Bytes("cuda:0", "AMD 25.17", "threads", "4"),
                Bytes("cuda:1", "Intel 6.143", "gpu", "a=b"),
                Bytes("cuda:2", "AMD 25.17", "threads", "4"),
            ]);

        Assert.Equal(("cuda:0", "AMD 25.17 | Intel 6.143"), (joined["device"], joined["processor"]));
        Assert.Equal(("4", "a=b"), (joined["threads"], joined["gpu"]));
    }

    private static string[] Names(int cards) => [.. Enumerable.Range(0, cards).Select(card => $"card {card}")];

    private static RankReport OnOneHost(int rank, int size, IReadOnlyList<string> cards) =>
        Report(rank) with { Host = "host", Local = (rank, size), Cards = cards };

    private static RankReport Report(int rank) => new()
    {
        Host = $"host{rank}",
        SeesStore = true,
        IsLockedOut = true,
        Program = "p",
        Cards = ["card one", "card two"],
        Local = (0, 1),
    };
}
