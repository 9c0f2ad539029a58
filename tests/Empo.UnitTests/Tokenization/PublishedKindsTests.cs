using System.Text.Json.Nodes;
using CsCheck;
using Empo.Experiments.Settings;
using Empo.Stages.Prompts;
using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Tokenization;

/// <summary>
/// Small tokenizers of the kinds that published models have, against ids and texts of Hugging Face's tokenizers 0.22:
/// tests/golden/tokenizers/make.py and huggingface_tokenizers.cjs.
/// </summary>
public sealed class PublishedKindsTests : IDisposable
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "golden", "tokenizers", "own");
    private static readonly ILookup<string, JsonObject> Cases = File.ReadLines(Path.Combine(Golden, "cases.jsonl"))
        .Select(line => JsonNode.Parse(line)!.AsObject())
        .ToLookup(row => row["folder"]!.GetValue<string>());

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds =>
        ["llama2", "phi3", "mistral", "metaspace", "gemma", "deepseek", "o200k", "digits", "llama3"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Ids_and_texts_are_those_of_the_reference(string kind)
    {
        var tokenizer = Load(kind);

        Assert.Equal(60, Cases[kind].Count());
        Assert.All(Cases[kind], row =>
        {
            var ids = tokenizer.Encode(Text(row, "text"));
            Assert.Equal(Ids(row, "ids"), ids);
            Assert.Equal(Text(row, "decoded"), tokenizer.Decode(ids));
            Assert.Equal(Text(row, "any_decoded"), tokenizer.Decode(Ids(row, "any")));
            var starts = tokenizer.Frame.Start;
            // The reference doubles a beginning that the text writes itself.
            var doubled = starts.Count > 0 && ids.AsSpan().StartsWith(starts.ToArray());
            Assert.Equal(Ids(row, "framed"), doubled ? [.. starts, .. ids] : tokenizer.EncodePrompt(Text(row, "text"), []));
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pieces_of_any_ids_add_up_to_the_decoded_text(string kind)
    {
        var tokenizer = Load(kind);

        Gen.Int[-1, tokenizer.VocabularySize].Array[0, 30].Sample(
            ids =>
            {
                var stream = new StreamingDecoder(tokenizer);

                Assert.Equal(tokenizer.Decode(ids), string.Concat(ids.Select(stream.Append)) + stream.End());
            },
            iter: 200
        );
    }

    [Theory]
    [InlineData("llama2", "")]
    [InlineData("phi3", "")]
    [InlineData("mistral", "")]
    [InlineData("metaspace", "a")] // it drops the spaces at the beginning of a text
    [InlineData("gemma", "")]
    [InlineData("deepseek", "")]
    [InlineData("o200k", "")]
    [InlineData("llama3", "")]
    public void Any_text_comes_back(string kind, string begins)
    {
        var tokenizer = Load(kind);

        Gen.Int[1, 0x10FFFF].Where(code => code is (< 0xD800 or > 0xDFFF) and not '▁').Array[0, 20].Sample(
            codes =>
            {
                var text = begins + string.Concat(codes.Select(char.ConvertFromUtf32));

                Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
            },
            iter: 300
        );
    }

    [Theory]
    [InlineData("llama2", "<s>")]
    [InlineData("phi3", "<|user|>")]
    [InlineData("deepseek", "<｜begin｜>")]
    [InlineData("deepseek", "<｜User｜>")] // not declared special
    [InlineData("deepseek", "<｜end｜>")] // normalized
    [InlineData("o200k", "<|end|>")]
    public void Markup_in_a_plain_part_is_text(string kind, string marker)
    {
        var tokenizer = Load(kind);
        var text = marker + "a" + marker + "b";

        var ids = tokenizer.Encode(text, [(marker.Length, text.Length)]);

        Assert.Equal([0], ids.Index().Where(id => id.Item == tokenizer.IdOf(marker)).Select(id => id.Index));
        Assert.Contains($"a{marker}b", tokenizer.Decode(ids), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_word_of_a_million_letters_is_encoded(string kind)
    {
        // A word that merges into pairs of its own kind takes the most steps. Quadratic time would be hours here.
        var text = string.Concat(Enumerable.Repeat("the", 333_333));
        var tokenizer = Load(kind);

        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)).TrimStart());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Half_of_a_pair_is_the_replacement_character(string kind)
    {
        var tokenizer = Load(kind);

        Assert.Equal(tokenizer.Encode("a\uFFFDb\uFFFD"), tokenizer.Encode("a\uD835b\uDC00"));
    }

    [Fact]
    public void A_plain_prompt_gets_the_beginning_of_a_text_once_and_a_chat_template_writes_its_own()
    {
        File.Copy(Path.Combine(Golden, "llama2", TokenizerFolder.FileName), _folder.File(TokenizerFolder.FileName));
        File.WriteAllText(
            _folder.File(TokenizerFolder.ConfigName),
            """{"bos_token": "<s>", "chat_template": "{{ bos_token }}{{ messages[0].content }}"}"""
        );
        var tokenizer = TokenizerFolder.Load(_folder.Path);

        int[] Prompt(string template, string chat) => new PromptFormat(Settings(template, chat), _folder.Path).Encode("2+2", tokenizer);

        Assert.Equal([1, .. tokenizer.Encode("2+2")], Prompt("{question}", "none"));
        Assert.Equal([1, .. tokenizer.Encode("2+2")], Prompt("<s>{question}", "none"));
        Assert.Equal([1, .. tokenizer.Encode("2+2")], Prompt("{question}", "template"));
    }

    [Theory]
    [InlineData("""{"tokenizer_class": "LlamaTokenizerFast", "add_bos_token": false}""", "")]
    [InlineData("""{"tokenizer_class": "LlamaTokenizerFast", "add_bos_token": true, "bos_token": {"content": "</s>"}}""", "2")]
    [InlineData("""{"tokenizer_class": "LlamaTokenizerFast"}""", "1")]
    [InlineData("""{"tokenizer_class": "PreTrainedTokenizerFast", "add_bos_token": false}""", "1")]
    public void The_classes_of_Llama_put_their_settings_in_place_of_the_post_processor(string config, string start)
    {
        File.Copy(Path.Combine(Golden, "llama2", TokenizerFolder.FileName), _folder.File(TokenizerFolder.FileName));
        File.WriteAllText(_folder.File(TokenizerFolder.ConfigName), config);

        Assert.Equal(start, string.Join(' ', TokenizerFolder.Load(_folder.Path).Frame.Start));
    }

    [Fact]
    public void Bytes_in_a_row_are_a_character_or_each_is_replaced()
    {
        var tokenizer = Load("llama2");
        int Byte(int value) => 3 + value;

        Assert.Equal("ä", tokenizer.Decode([Byte(0xC3), Byte(0xA4)]));
        Assert.Equal("\uFFFD\uFFFD\uFFFD", tokenizer.Decode([Byte(0xC3), Byte(0xA4), Byte(0xC3)]));
        Assert.Equal("ä", tokenizer.Decode([Byte(0xC3), 2, Byte(0xA4)])); // a special token between them is left out
        Assert.Equal("", tokenizer.Decode([Byte(0x20)])); // the space before a text
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_damaged_file_is_read_or_refused(string kind)
    {
        var whole = File.ReadAllText(Path.Combine(Golden, kind, TokenizerFolder.FileName));
        var settings = whole[..whole.IndexOf("\"vocab\"", StringComparison.Ordinal)];

        // Words of the settings before the vocabulary are exchanged for others of JSON.
        var others = Gen.OneOfConst("null", "{}", "[]", "1", "-1", "\"\"", "", "true", "99999");
        Gen.Select(Gen.Int[0, settings.Length - 9], Gen.Int[1, 8], others)
            .Array[1, 2]
            .Sample(
                changes =>
                {
                    var text = whole;
                    foreach (var (at, length, other) in changes)
                    {
                        var start = text.LastIndexOf(':', at) + 1;
                        var end = text.IndexOfAny([',', '}', ']'], start);
                        text = length < 7 ? text[..start] + other + text[end..] : text[..at] + other + text[(at + length)..];
                    }

                    File.WriteAllText(_folder.File(TokenizerFolder.FileName), text);
                    var failure = Record.Exception(
                        () => TokenizerFolder.Load(_folder.Path).EncodePrompt("Let's <s> 2^{10} \U0001F600", [])
                    );
                    Assert.True(failure is null or UserError, $"{text[..settings.Length]}\n{failure}");
                },
                iter: 150,
                threads: 1
            );
    }

    [Theory]
    [InlineData("llama2", "normalizer", """{"type":"Lowercase"}""", "Lowercase")]
    [InlineData("llama2", "normalizer", """{"type":"Replace","pattern":{"Regex":" +"},"content":"▁"}""", "Replace")]
    [InlineData("llama2", "pre_tokenizer", """{"type":"Metaspace","prepend_scheme":"sometimes"}""", "sometimes")]
    [InlineData("llama2", "pre_tokenizer", """{"type":"ByteLevel"}""", "byte_fallback")]
    [InlineData("llama2", "decoder", """{"type":"Sequence","decoders":[{"type":"Fuse"}]}""", "ByteFallback")]
    [InlineData("llama2", "decoder", """{"type":"Strip","content":"_","start":1,"stop":0}""", "Strip")]
    [InlineData("llama2", "post_processor", """{"type":"BertProcessing"}""", "BertProcessing")]
    [InlineData("llama2", "post_processor", """{"type":"TemplateProcessing","single":[{"Sequence":{}},{"Sequence":{}}]}""", "repeats")]
    [InlineData("llama2", "added_tokens", """[{"id":1,"content":"<s>","normalized":true,"special":true}]""", "<s> is normalized")]
    [InlineData("llama3", "pre_tokenizer", """{"type":"Split","pattern":{"Regex":"\\p{Han}+"},"behavior":"Isolated"}""", "Han")]
    [InlineData("llama3", "pre_tokenizer", """{"type":"Split","pattern":{"String":"a"},"behavior":"Sideways"}""", "Sideways")]
    public void What_is_not_implemented_is_refused_by_name(string kind, string key, string value, string named)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Golden, kind, TokenizerFolder.FileName)))!.AsObject();
        var step = JsonNode.Parse(value);
        var steps = new JsonArray(step?.DeepClone(), new JsonObject { ["type"] = "ByteLevel" });
        json[key] = kind == "llama3" ? new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = steps } : step;
        File.WriteAllText(_folder.File(TokenizerFolder.FileName), json.ToJsonString());

        var failure = Assert.Throws<UserError>(() => TokenizerFolder.Load(_folder.Path));

        Assert.Equal("EMPO3010", failure.Code);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.Contains("take a model with such a tokenizer", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[99999]", "the id 99999")]
    [InlineData("[null]", "no id")]
    public void A_beginning_of_a_text_that_is_no_token_is_refused(string ids, string named)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Golden, "llama2", TokenizerFolder.FileName)))!.AsObject();
        json["post_processor"]!["special_tokens"]!["<s>"]!["ids"] = JsonNode.Parse(ids);
        File.WriteAllText(_folder.File(TokenizerFolder.FileName), json.ToJsonString());

        var failure = Assert.Throws<UserError>(() => TokenizerFolder.Load(_folder.Path));

        Assert.Equal("EMPO3010", failure.Code);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    private static ITextTokenizer Load(string kind) => TokenizerFolder.Load(Path.Combine(Golden, kind));

    private static string Text(JsonObject row, string key) => row[key]!.GetValue<string>();

    private static int[] Ids(JsonObject row, string key) => [.. row[key]!.AsArray().Select(id => id!.GetValue<int>())];

    private static SettingSlice Settings(string template, string chat) => new(
        new Dictionary<string, string>
        {
            ["prompt.template"] = template,
            ["prompt.chat"] = chat,
            ["prompt.system"] = "",
            ["prompt.thinking"] = "true",
            ["prompt.date"] = "",
            ["prompt.variables"] = "",
        }
    );
}
