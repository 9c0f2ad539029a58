using Empo.Experiments.Graph;
using Empo.Experiments.Resources;

namespace Empo.UnitTests.Experiments;

/// <summary>What an experiment may write, held against the space that there is.</summary>
public sealed class DiskNeedTests : IDisposable
{
    private readonly StoreBench _bench = new();
    private readonly ExperimentText _text = new();

    public void Dispose()
    {
        _bench.Dispose();
        _text.Dispose();
    }

    [Fact]
    public void Too_little_space_is_refused_and_as_much_as_is_needed_is_not()
    {
        var (resolution, work) = Open();
        var need = DiskNeed.Estimate(resolution, work);

        Assert.EndsWith(" free", DiskNeed.Check(resolution, work, need), StringComparison.Ordinal);
        Assert.Equal("EMPO4007", Assert.Throws<UserError>(() => DiskNeed.Check(resolution, work, need - 1)).Code);
    }

    [Fact]
    public void A_disk_that_does_not_say_what_is_free_refuses_nothing()
    {
        var (resolution, work) = Open();

        Assert.Contains("does not say", DiskNeed.Check(resolution, work, free: null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("70 GB", 70L << 30)]
    [InlineData("70GB", 70L << 30)]
    [InlineData(" 1.5 tb ", 3L << 39)]
    [InlineData("200 MB", 200L << 20)]
    [InlineData("0 MB", 0)]
    public void What_the_user_says_counts_instead_of_the_disk(string stated, long bytes) =>
        Assert.Equal(bytes, DiskSpace.Of(stated, "/nowhere"));

    [Theory]
    [InlineData("70")]
    [InlineData("GB")]
    [InlineData("1,5 GB")]
    [InlineData("-1 GB")]
    [InlineData("much")]
    [InlineData("99999999999999 TB")]
    public void What_is_no_size_is_refused(string stated) =>
        Assert.Equal("EMPO6011", Assert.Throws<UserError>(() => DiskSpace.Of(stated, "/nowhere")).Code);

    [Fact]
    public void A_store_that_is_not_there_yet_lies_on_the_disk_of_the_folder_above() =>
        Assert.True(DiskSpace.Of("", _text.File("not/yet/there")) >= 0);

    private (Resolution Resolution, IReadOnlyList<NodeStatus> Work) Open()
    {
        _text.Write("d.yaml", "name: d\n");
        var resolution = new Resolution(
            Pipeline.Of(_text.Read("dataset: d.yaml\nrounds: 2\n"), []),
            _bench.Store,
            new Dictionary<string, string>()
        );
        return (resolution, resolution.LookAhead());
    }
}
