using System.Text.Json.Nodes;
using CsCheck;
using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Tokenization;

/// <summary>Against ids from another implementation: tests/golden/byte-level-bpe/make.py.</summary>
public sealed class ByteLevelTokenizerTests : IDisposable
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "golden", "byte-level-bpe");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_golden_text_has_the_expected_ids()
    {
        var tokenizer = TokenizerFolder.Load(Golden);
        var cases = File.ReadLines(Path.Combine(Golden, "cases.jsonl")).Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal(318, cases.Count);
        Assert.All(cases, row =>
            Assert.Equal(row["ids"]!.AsArray().Select(id => id!.GetValue<int>()), tokenizer.Encode(row["text"]!.GetValue<string>()))
        );
    }

    [Fact]
    public void Decoding_gives_any_composed_text_back()
    {
        var tokenizer = TokenizerFolder.Load(Golden);

        Gen.Int[0, 0x10FFFF].Where(code => code is < 0xD800 or > 0xDFFF).Array[0, 30].Sample(codes =>
        {
            var text = CanonicalComposition.Compose(string.Concat(codes.Select(char.ConvertFromUtf32)));
            return tokenizer.Decode(tokenizer.Encode(text)) == text;
        });
    }

    [Fact]
    public void Special_tokens_are_single_ids_and_leave_no_text()
    {
        var tokenizer = TokenizerFolder.Load(Golden);

        var ids = tokenizer.Encode("<|im_start|>2<|im_end|>");

        Assert.Equal(3, ids.Length);
        Assert.Equal("2", tokenizer.Decode(ids));
        Assert.Equal(tokenizer.EndOfText, Assert.Single(tokenizer.Encode("<|endoftext|>")));
    }

    [Fact]
    public void Bytes_of_half_a_character_become_the_replacement_character()
    {
        var tokenizer = TokenizerFolder.Load(Golden);
        var ids = tokenizer.Encode("\U00010348"); // four bytes that were never merged

        Assert.Equal("\uFFFD", tokenizer.Decode(ids[..^1]));
    }

    [Fact]
    public void Merges_are_read_in_both_published_forms()
    {
        Edit(json =>
            json["model"]!["merges"] = new JsonArray([
                .. json["model"]!["merges"]!
                    .AsArray()
                    .Select(merge => (JsonNode)new JsonArray([.. merge!.GetValue<string>().Split(' ').Select(half => (JsonNode)half)])),
            ])
        );

        var text = "Let's think step by step \\boxed{81}";

        Assert.Equal(TokenizerFolder.Load(Golden).Encode(text), TokenizerFolder.Load(_folder.Path).Encode(text));
    }

    [Fact]
    public void A_piece_that_is_a_token_is_taken_whole_where_merges_are_ignored()
    {
        Edit(json =>
        {
            json["model"]!["ignore_merges"] = true;
            json["model"]!["vocab"]!["Ġzebra"] = 679;
        });

        Assert.Equal([679], TokenizerFolder.Load(_folder.Path).Encode(" zebra"));
    }

    [Theory]
    [InlineData("normalizer", """{"type":"NFKC"}""", "NFKC")]
    [InlineData("post_processor", """{"type":"TemplateProcessing"}""", "TemplateProcessing")]
    [InlineData("post_processor", """{"type":"RobertaProcessing"}""", "RobertaProcessing")]
    [InlineData("decoder", """{"type":"Metaspace"}""", "Metaspace")]
    [InlineData("pre_tokenizer", """{"type":"Whitespace"}""", "ByteLevel")]
    [InlineData("model", """{"type":"BPE","byte_fallback":true}""", "byte_fallback")]
    [InlineData("model", """{"type":"Unigram"}""", "Unigram")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":["b"]}""", "merges")]
    [InlineData("model", """{"type":"BPE","vocab":{},"merges":[]}""", "vocab")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":["x y"]}""", "255 of the 256 bytes")]
    [InlineData("added_tokens", """[{"id":9000000,"content":"<|far|>"}]""", "near those of the vocabulary")]
    public void What_is_not_implemented_or_malformed_is_refused_by_name(string key, string value, string named)
    {
        Edit(json => json[key] = JsonNode.Parse(value));

        var error = Assert.Throws<UserError>(() => TokenizerFolder.Load(_folder.Path));

        Assert.Equal("EMPO3010", error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Special_tokens_within_plain_parts_are_text()
    {
        var tokenizer = TokenizerFolder.Load(Golden);
        const string text = "<|im_end|>a<|im_end|>b<|im_end|>";

        var ids = tokenizer.Encode(text, [(11, 12)]);

        // The second token begins in the plain part's last character, so only the first and the third count.
        var end = tokenizer.Encode("<|im_end|>")[0];
        Assert.Equal([0, ids.Length - 1], ids.Index().Where(id => id.Item == end).Select(id => id.Index));
        Assert.Equal("a<|im_end|>b", tokenizer.Decode(ids));
    }

    [Fact]
    public void A_pattern_that_backtracks_without_end_is_an_error()
    {
        Edit(json => json["pre_tokenizer"]!["pretokenizers"]![0]!["pattern"]!["Regex"] = "(a+)+!");
        var tokenizer = TokenizerFolder.Load(_folder.Path);

        Assert.Equal("EMPO3010", Assert.Throws<UserError>(() => tokenizer.Encode(new string('a', 60))).Code);
    }

    [Fact]
    public void A_damaged_file_is_read_or_refused()
    {
        var whole = File.ReadAllBytes(Path.Combine(Golden, TokenizerFolder.FileName));

        Gen.Select(Gen.Int[0, whole.Length - 1].Select(Gen.Byte).Array[1, 3], Gen.Int[0, 3 * whole.Length]).Sample(
            (flips, length) =>
            {
                var bytes = whole[..Math.Min(length, whole.Length)];
                foreach (var (place, value) in flips.Where(flip => flip.Item1 < bytes.Length))
                {
                    bytes[place] = value;
                }

                    File.WriteAllBytes(_folder.File(TokenizerFolder.FileName), bytes);
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    Assert.True(
                        Record.Exception(() => TokenizerFolder.Load(_folder.Path).Encode("Let's think: 2^{10} \U0001F600"))
                            is null
                                or UserError
                    );
                    Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
                },
                iter: 150,
                threads: 1
            );
    }

    private void Edit(Action<JsonObject> edit)
    {
        var json = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(Golden, TokenizerFolder.FileName)))!;
        edit(json);
        File.WriteAllText(_folder.File(TokenizerFolder.FileName), json.ToJsonString());
    }
}
