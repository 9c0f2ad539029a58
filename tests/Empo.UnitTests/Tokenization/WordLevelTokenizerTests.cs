using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Tokenization;

public sealed class WordLevelTokenizerTests : IDisposable
{
    private static readonly string[] Words =
    [
        .. "0123456789".Select(digit => digit.ToString()),
        "+", "-", "=", "; ", "\\boxed{", "}", "Ann has ", " coins", ", wins ", "wins", ". How many?",
    ];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_longest_word_is_taken_and_digits_stand_alone()
    {
        var tokenizer = WordLevelTokenizer.Create(Words);

        var ids = tokenizer.Encode("Ann has 79 coins, wins 2. How many?");

        Assert.Equal(["Ann has ", "7", "9", " coins", ", wins ", "2", ". How many?"], ids.Select(id => tokenizer.Decode([id])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("79+2=81; \\boxed{81}")]
    [InlineData("Ann has 1 coins, wins 0. How many?")]
    public void Decoding_gives_the_text_back(string text)
    {
        var tokenizer = WordLevelTokenizer.Create(Words);

        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Fact]
    public void The_end_of_text_is_a_token_of_its_own_and_is_left_out_of_decoded_text()
    {
        var tokenizer = WordLevelTokenizer.Create(Words);

        var ids = tokenizer.Encode("1<|endoftext|>2");

        Assert.Equal(Words.Length, tokenizer.EndOfText);
        Assert.Equal([1, Words.Length, 2], ids);
        Assert.Equal("12", tokenizer.Decode(ids));
        Assert.Equal(Words.Length + 1, tokenizer.VocabularySize);
    }

    [Fact]
    public void Text_without_a_token_is_a_coded_error_that_quotes_it()
    {
        var tokenizer = WordLevelTokenizer.Create(Words);

        var error = Assert.Throws<UserError>(() => tokenizer.Encode("7*2"));

        Assert.Equal("EMPO3011", error.Code);
        Assert.Contains("'*'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_give_the_same_tokenizer_and_the_same_bytes_again()
    {
        var tokenizer = WordLevelTokenizer.Create(Words);
        WordLevelJson.Write(_folder.File("a"), tokenizer);

        var loaded = Assert.IsType<WordLevelTokenizer>(TokenizerFolder.Load(_folder.File("a")));
        WordLevelJson.Write(_folder.File("b"), loaded);

        Assert.Equal(tokenizer.EndOfText, loaded.EndOfText);
        Assert.Equal(
            tokenizer.Encode("Ann has 79 coins; \\boxed{8}<|endoftext|>"),
            loaded.Encode("Ann has 79 coins; \\boxed{8}<|endoftext|>")
        );
        foreach (var name in new[] { TokenizerFolder.FileName, TokenizerFolder.ConfigName })
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(_folder.File("a"), name)),
                File.ReadAllBytes(Path.Combine(_folder.File("b"), name))
            );
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"model":{"type":"Unigram"}}""")]
    [InlineData("""{"model":{"type":"WordLevel"}}""")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":"b"}}}""")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":2000000000}}}""")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":0}},"normalizer":{"type":"NFC"}}""")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":0}},"pre_tokenizer":{"type":"Whitespace"}}""")]
    [InlineData(
        """{"model":{"type":"WordLevel","vocab":{"a":0}},"pre_tokenizer":{"type":"Split","pattern":{"Regex":"("},"behavior":"Isolated"}}"""
    )]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":0}},"added_tokens":[{"id":-1,"content":"x"}]}""")]
    [InlineData("""{"model":5}""")]
    public void A_file_that_cannot_be_used_is_a_coded_error(string json)
    {
        Directory.CreateDirectory(_folder.File("x"));
        File.WriteAllText(Path.Combine(_folder.File("x"), TokenizerFolder.FileName), json);

        var error = Assert.Throws<UserError>(() => TokenizerFolder.Load(_folder.File("x")));

        Assert.Equal("EMPO3010", error.Code);
    }
}
