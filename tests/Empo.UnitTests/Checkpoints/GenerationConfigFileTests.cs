using Empo.Stages.Checkpoints;

namespace Empo.UnitTests.Checkpoints;

public sealed class GenerationConfigFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"eos_token_id": [9, 7]}""", 3, new[] { 3, 7, 9 })]
    [InlineData("""{"eos_token_id": 3}""", 3, new[] { 3 })]
    [InlineData("""{"top_p": 0.8}""", null, new int[0])]
    public void Stop_tokens_are_those_of_the_file_and_the_end_of_text(string json, int? endOfText, int[] expected)
    {
        File.WriteAllText(_folder.File(GenerationConfigFile.FileName), json);

        Assert.Equal(expected, GenerationConfigFile.StopTokens(_folder.Path, endOfText));
    }

    [Fact]
    public void Without_the_file_the_end_of_text_stops() => Assert.Equal([5], GenerationConfigFile.StopTokens(_folder.Path, 5));

    [Theory]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("""{"eos_token_id": "end"}""")]
    [InlineData("""{"eos_token_id": [null]}""")]
    public void A_malformed_file_is_a_coded_error(string json)
    {
        File.WriteAllText(_folder.File(GenerationConfigFile.FileName), json);

        Assert.Equal("EMPO3002", Assert.Throws<UserError>(() => GenerationConfigFile.StopTokens(_folder.Path, null)).Code);
    }
}
