using Empo.Experiments.Reproduction;

namespace Empo.UnitTests.Experiments;

public sealed class LockFileTests
{
    private const string Sound =
        "{\"format\":1,\"experiment\":\"e\",\"numerics\":{\"device\":\"cpu\"},\"settings\":{\"seed\":\"1\"},\"formats\":{},\"files\":{},"
        + "\"stages\":[{\"id\":\"prepare\",\"key\":\"01\",\"outputs\":{\"a\":\"02\"}}],\"runs\":{\"1\":{\"evaluate 0 pass@1\":0.5}}}";

    [Theory]
    [InlineData("\"seed\":\"1\"", "\"seed\":\"1\",\"seed\":\"2\"")]
    [InlineData("\"seed\":\"1\"", "\"seed\":null")]
    [InlineData("\"a\":\"02\"", "\"a\":\"02\",\"a\":\"03\"")]
    [InlineData("\"stages\":[", "\"stages\":[{\"id\":\"prepare\",\"key\":\"01\",\"outputs\":{}},")]
    [InlineData("\"id\":\"prepare\"", "\"id\":null")]
    [InlineData("\"runs\":{", "\"runs\":{\"1\":{},")]
    [InlineData("\"format\":1", "\"format\":99")]
    [InlineData("\"experiment\":\"e\"", "\"experiment\":null")]
    [InlineData("}}}", "}}")]
    public void A_lock_that_cannot_be_understood_is_a_coded_error(string was, string now)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("e.lock.json"), Sound);
        Assert.Equal("prepare", Assert.Single(LockFile.Read(folder.File("e.lock.json")).Stages).Id);
        Assert.Contains(was, Sound, StringComparison.Ordinal);

        File.WriteAllText(folder.File("e.lock.json"), Sound.Replace(was, now, StringComparison.Ordinal));

        Assert.Equal("EMPO4025", Assert.Throws<UserError>(() => LockFile.Read(folder.File("e.lock.json"))).Code);
    }
}
