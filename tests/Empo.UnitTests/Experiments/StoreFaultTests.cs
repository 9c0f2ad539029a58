using Empo.Experiments.Execution;

namespace Empo.UnitTests.Experiments;

public sealed class StoreFaultTests
{
    [Theory]
    [InlineData(28)]
    [InlineData(122)]
    [InlineData(unchecked((int)0x80070070))]
    public void A_full_disk_is_told_with_the_way_out(int code)
    {
        var fault = StoreFault.Of(new InvalidOperationException("outer", new IOException("x", code)), "/store")!;

        Assert.Equal(("EMPO4001", "/store"), (fault.Code, fault.File));
        Assert.Contains("-p:EmpoStore=", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_without_a_number_is_known_by_its_words() =>
        Assert.Equal(
            "EMPO4001",
            StoreFault
                .Of(
                    new IOException("Failed to create '/store/report.html' with allocation size '41398' because the disk was full."),
                    "/store"
                )!
                .Code
        );

    [Fact]
    public void A_store_that_cannot_be_written_is_told_with_the_reason()
    {
        Assert.Equal("EMPO4002", StoreFault.Of(new UnauthorizedAccessException("denied"), "/store")!.Code);
        Assert.Equal("EMPO4002", StoreFault.Of(new IOException("Read-only file system", 30), "/store")!.Code);
    }

    [Fact]
    public void Other_exceptions_keep_their_own_meaning()
    {
        Assert.Null(StoreFault.Of(new FileNotFoundException("x"), "/store"));
        Assert.Null(StoreFault.Of(new InvalidOperationException("x"), "/store"));
        Assert.Null(StoreFault.Of(new UserError("EMPO3001", "x", cause: new UnauthorizedAccessException()), "/store"));
    }
}
