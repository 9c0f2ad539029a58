using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

public sealed class RealPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RealPathTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        Directory.CreateDirectory(_folder.File("a/b"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("a/b/new/file", "a/b/new/file")]
    [InlineData("relative/file", "a/b/file")]
    [InlineData("upwards", "a")]
    [InlineData("chain/x", "a/b/x")]
    [InlineData("dangling/x", "a/none/x")]
    public void Links_on_the_way_are_followed(string path, string expected)
    {
        Link("relative", "a/b");
        Link("upwards", "a/b/../../a");
        Link("chain", _folder.File("relative"));
        Link("dangling", "a/none");

        Assert.Equal(Path.Combine(RealPath.Resolve(_folder.Path), expected), RealPath.Resolve(_folder.File(path)));
    }

    [Fact]
    public void A_circle_of_links_is_an_error()
    {
        Link("one", "two");
        Link("two", "one");

        Assert.Throws<IOException>(() => RealPath.Resolve(_folder.File("one/x")));
    }

    [Theory]
    [InlineData("a/b", true)]
    [InlineData("a", true)]
    [InlineData("into/b", true)]
    [InlineData("ab", false)]
    [InlineData("..data", false)]
    public void A_path_is_within_a_folder_by_where_it_really_lies(string path, bool expected)
    {
        Link("into", "a");

        Assert.Equal(expected, RealPath.IsWithin(_folder.File(path), _folder.File("a")));
    }

    [Fact]
    public void A_path_that_leads_into_an_entry_of_a_store_is_refused()
    {
        using var bench = new StoreBench();
        bench.Run(StoreBench.WriteBoth);
        Link("policy", bench.Folder);

        Assert.Equal("EMPO4053", Assert.Throws<UserError>(() => OutsideStore.Require(_folder.File("policy/new.json"))).Code);
        Assert.Equal(_folder.File("a/new.json"), OutsideStore.Require(_folder.File("a/new.json")));
    }

    private void Link(string name, string target) => Directory.CreateSymbolicLink(_folder.File(name), target);
}
