using Empo.Experiments.Upstream;

namespace Empo.UnitTests.Upstream;

/// <summary>What may stand in EmpoStoreUpstream, and what of it messages show.</summary>
public sealed class UpstreamAddressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("https://host/store", "https://host/store/score/a%20b/%23c", "https://host/store")]
    [InlineData("https://host", "https://host/score/a%20b/%23c", "https://host")]
    [InlineData(" HTTPS://host:8443/a b/ ", "https://host:8443/a%20b/score/a%20b/%23c", "HTTPS://host:8443/a b/")]
    [InlineData("http://u:p@host/store", "http://host/store/score/a%20b/%23c", "http://host/store")]
    [InlineData("https://host/store?sv=1&sig=s%2Fx", "https://host/store/score/a%20b/%23c?sv=1&sig=s%2Fx", "https://host/store")]
    public void A_server_keeps_its_query_and_shows_no_secret(string value, string file, string shown)
    {
        var address = UpstreamAddress.Read(value, "/p", "/p/store", null)!;

        Assert.Equal(file, address.Of("score/a b/#c").AbsoluteUri);
        Assert.Equal(shown, address.Shown);
        Assert.Null(address.Folder);
    }

    [Fact]
    public void A_folder_counts_from_the_project_and_nothing_is_no_upstream()
    {
        Assert.Null(UpstreamAddress.Read(" ", _folder.Path, _folder.File("store"), null));
        Assert.Equal(_folder.File("team"), UpstreamAddress.Read("team/", _folder.Path, _folder.File("store"), null)!.Folder);
    }

    [Theory]
    [InlineData("ftp://u:secret@host/store")]
    [InlineData("s3://secret@bucket/store")]
    [InlineData("http://")]
    [InlineData("http://u:se/cret@host")]
    [InlineData("file:///store?secret")]
    [InlineData("https://host/store#secret")]
    public void What_is_neither_a_folder_nor_a_web_address_is_refused_without_its_secret(string value)
    {
        var failure = Assert.Throws<UserError>(() => UpstreamAddress.Read(value, "/p", "/p/store", null));

        Assert.Equal("EMPO4132", failure.Code);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cret@", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_builds_own_store_is_no_upstream_of_it_under_any_name()
    {
        Directory.CreateDirectory(_folder.File("store"));
        Directory.CreateSymbolicLink(_folder.File("other name"), _folder.File("store"));
        string[] names = ["store", "./store/", "other name", "other name/../store"];

        Assert.All(
            names,
            name => Assert.Contains(
                "own store",
                Assert.Throws<UserError>(() => UpstreamAddress.Read(name, _folder.Path, _folder.File("store"), null)).Message,
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public void A_token_that_no_header_can_hold_is_refused_and_not_shown()
    {
        var failure = Assert.Throws<UserError>(() => UpstreamAddress.Read("http://host", "/p", "/p/store", "a\nb"));

        Assert.Equal(("EMPO4132", UpstreamAddress.TokenVariable), (failure.Code, failure.File));
    }
}
