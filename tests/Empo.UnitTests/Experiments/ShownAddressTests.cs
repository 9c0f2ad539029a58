using Empo.Experiments.Settings;

namespace Empo.UnitTests.Experiments;

/// <summary>A password that stands in an address is in no message.</summary>
public sealed class ShownAddressTests : IDisposable
{
    private const string Secret = "hunter2";

    private const string Server =
        "dataset: d.yaml\nrounds: 1\nmodel: m\nrollout:\n  engine: server\nserver:\n  url: http://127.0.0.1:8000\n  model: served\n";

    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData("bot:hunter2@gpu:8000", "gpu:8000")]
    [InlineData("http:/bot:hunter2@gpu:8000", "http:/gpu:8000")]
    [InlineData("ftp://bot:hunter2@gpu", "ftp://gpu")]
    [InlineData("http://bot:hunter2/x@gpu:8000", "http://gpu:8000")] // no port, so no address
    [InlineData("http://bot:hunter2@gpu:99999", "http://gpu:99999")]
    [InlineData("localhost", "localhost")]
    public void What_is_no_address_may_still_hold_a_password(string text, string shown) => Assert.Equal(shown, ShownAddress.Of(text));

    [Theory]
    [InlineData("[http://a, http://bot:hunter2@b:1] and http://c/x@y", "[http://a, http://b:1] and http://c/x@y")]
    [InlineData("Ask http://a:8000 or mail me@b.org.", "Ask http://a:8000 or mail me@b.org.")]
    [InlineData("'https://hunter2:hunter2@hunter2@a/v1'", "'https://a/v1'")]
    public void A_text_keeps_everything_but_passwords(string text, string shown) => Assert.Equal(shown, ShownAddress.In(text));

    [Fact]
    public void Errors_and_warnings_are_such_texts()
    {
        Assert.Equal("At http://gpu.", new UserError("EMPO4070", $"At http://bot:{Secret}@gpu.").Message);
        Assert.DoesNotContain(Secret, UserError.Canonical("warning", "EMPO4082", $"http://bot:{Secret}@gpu"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("url: http://127.0.0.1:8000", "url: bot:hunter2@gpu:8000")]
    [InlineData("url: http://127.0.0.1:8000", "url: http:/bot:hunter2@gpu:8000")]
    [InlineData("url: http://127.0.0.1:8000", "url: \"http://bot:hunter2 x@gpu:x\"")]
    [InlineData("url: http://127.0.0.1:8000", "urls: [http://a, bot:hunter2@gpu]")]
    [InlineData("url: http://127.0.0.1:8000", "urls: [http://bot:hunter2@a, http://bot:hunter2@a/]")]
    [InlineData("url: http://127.0.0.1:8000", "url: http://bot:hunter2@gpu\n  urls: [http://a]")]
    public void An_address_that_is_refused_is_shown_without_its_password(string part, string instead)
    {
        var failure = _text.Refused(Server.Replace(part, instead, StringComparison.Ordinal));

        Assert.True(failure.Code is "EMPO4070" or "EMPO1036", failure.ToCanonicalLine());
        Assert.DoesNotContain(Secret, failure.ToCanonicalLine(), StringComparison.Ordinal);
    }

    /// <summary>An address at the wrong setting, or where a number belongs.</summary>
    [Theory]
    [InlineData("http://bot:hunter2@gpu:8000")]
    [InlineData("https://hunter2@gpu/v1")]
    public void No_setting_tells_the_password_of_an_address(string address)
    {
        var refused = 0;
        foreach (var setting in SettingTable.All)
        {
            if (Record.Exception(() => _text.Read(Server, $"{setting.Path}={address}")) is { } failure)
            {
                Assert.DoesNotContain(Secret, Assert.IsType<UserError>(failure).ToCanonicalLine(), StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(refused > 50, $"Only {refused} settings refused an address.");
    }
}
