using System.Text.Json.Nodes;
using CsCheck;
using Empo.Stages.Checkpoints;
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
        Assert.All(cases, row => Assert.Equal(row["ids"]!.AsArray().Select(id => id!.GetValue<int>()), tokenizer.Encode(row["text"]!.GetValue<string>())));
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
        Edit(json => json["model"]!["merges"] = new JsonArray([.. json["model"]!["merges"]!.AsArray().Select(merge => (JsonNode)new JsonArray([.. merge!.GetValue<string>().Split(' ').Select(half => (JsonNode)half)]))]));

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
    [InlineData("decoder", """{"type":"Metaspace"}""", "Metaspace")]
    [InlineData("pre_tokenizer", """{"type":"Whitespace"}""", "ByteLevel")]
    [InlineData("pre_tokenizer", """{"type":"ByteLevel","add_prefix_space":true}""", "add_prefix_space")]
    [InlineData("model", """{"type":"BPE","byte_fallback":true}""", "byte_fallback")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":["b"]}""", "merges")]
    [InlineData("model", """{"type":"BPE","vocab":{},"merges":[]}""", "vocab")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":["x y"]}""", "tokenizer.json")]
    public void What_is_not_implemented_or_malformed_is_refused_by_name(string key, string value, string named)
    {
        Edit(json => json[key] = JsonNode.Parse(value));

        var error = Assert.Throws<CheckpointException>(() => TokenizerFolder.Load(_folder.Path));

        Assert.Equal("EMPO3010", error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private void Edit(Action<JsonObject> edit)
    {
        var json = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(Golden, TokenizerFolder.FileName)))!;
        edit(json);
        File.WriteAllText(_folder.File(TokenizerFolder.FileName), json.ToJsonString());
    }
}
