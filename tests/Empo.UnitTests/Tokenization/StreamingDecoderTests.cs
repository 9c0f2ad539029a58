using CsCheck;
using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Tokenization;

public sealed class StreamingDecoderTests
{
    private static readonly ITextTokenizer ByteLevel = TokenizerFolder.Load(
        Path.Combine(Repository.Root, "tests", "golden", "byte-level-bpe")
    );

    [Fact]
    public void Pieces_of_any_ids_add_up_to_the_decoded_text()
    {
        ITextTokenizer[] tokenizers =
        [
            ByteLevel,
            WordLevelTokenizer.Create(["1", "+", "é "]),
            new WordLevelTokenizer(
                new Dictionary<string, int> { ["a"] = 0, ["ü"] = 1 },
                null,
                [new AddedToken(2, "<s>", Special: true)],
                " ",
                null
            ),
        ];

        Gen.Select(Gen.Int[0, tokenizers.Length - 1], Gen.Int[-1, 700].Array[0, 40]).Sample((which, ids) =>
        {
            var tokenizer = tokenizers[which];
            var stream = new StreamingDecoder(tokenizer);

            Assert.Equal(tokenizer.Decode(ids), string.Concat(ids.Select(stream.Append)) + stream.End());
        });
    }

    [Fact]
    public void A_character_appears_when_its_last_byte_has_come()
    {
        var ids = ByteLevel.Encode("\U000F5A5A!");
        var stream = new StreamingDecoder(ByteLevel);

        // Four bytes that were never merged.
        Assert.Equal(["", "", "", "\U000F5A5A", "!"], ids.Select(stream.Append));
        Assert.Equal("", stream.End());
    }

    [Fact]
    public void A_character_that_never_becomes_whole_is_replaced_at_the_end()
    {
        var ids = ByteLevel.Encode("a\U000F5A5A");
        var stream = new StreamingDecoder(ByteLevel);

        Assert.Equal("a", string.Concat(ids[..^1].Select(stream.Append)));
        Assert.Equal("\uFFFD", stream.End());
    }
}
