using System.Text.Json.Nodes;
using CsCheck;
using Empo.Experiments.Settings;
using Empo.Stages.Datasets;
using Empo.Stages.Prompts;
using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Prompts;

/// <summary>Against prompts that Jinja2 rendered and an independent encoder turned into ids: tests/golden/chat-templates/make.py.</summary>
public sealed class ChatTemplateTests : IDisposable
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "golden", "chat-templates");
    private static readonly ITextTokenizer Tokenizer = TokenizerFolder.Load(
        Path.Combine(Repository.Root, "tests", "golden", "byte-level-bpe")
    );

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_golden_prompt_has_the_expected_text_and_ids()
    {
        var cases = File.ReadLines(Path.Combine(Golden, "cases.jsonl")).Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal(108, cases.Count);
        Assert.All(cases, row =>
        {
            var prompt = ChatTemplateReader
                .Read(Source(row["template"]!.GetValue<string>()))
                .Render(row["system"]?.GetValue<string>(), row["question"]!.GetValue<string>(), row["thinking"]!.GetValue<bool>());

            Assert.Equal(row["text"]!.GetValue<string>(), prompt.Text);
            Assert.Equal(row["ids"]!.AsArray().Select(id => id!.GetValue<int>()), Tokenizer.Encode(prompt.Text, prompt.PlainParts));
        });
    }

    [Fact]
    public void Earlier_turns_and_the_beginning_of_a_reply_are_rendered_as_Jinja2_does()
    {
        var cases = File.ReadLines(Path.Combine(Golden, "turns.jsonl")).Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal(144, cases.Count);
        Assert.All(cases, row =>
        {
            var history = row["history"]!
                .AsArray()
                .Select((text, i) => new Turn(i % 2 == 0 ? Turn.User : Turn.Assistant, text!.GetValue<string>()));
            var dialogue = new Dialogue
            {
                System = row["system"]?.GetValue<string>(),
                History = [.. history],
                Question = "What is x+1?",
                Prefill = row["prefill"]?.GetValue<string>(),
            };

            var prompt = ChatTemplateReader
                .Read(Source(row["template"]!.GetValue<string>()))
                .Render(dialogue, row["thinking"]!.GetValue<bool>());

            Assert.Equal(row["text"]!.GetValue<string>(), prompt.Text);
            Assert.All(history.Select(turn => turn.Content).Where(text => text.Contains("<|im_end|>", StringComparison.Ordinal)), text =>
                Assert.Contains(prompt.PlainParts, part => prompt.Text[part.Start..part.End] == text)
            );
        });
    }

    [Fact]
    public void A_reply_that_begins_with_thoughts_stands_in_place_of_the_opening_and_its_marks_are_tokens()
    {
        var template = new ChatTemplate { Opening = "<think>\n" };

        var prompt = template.Render(new Dialogue { Question = "q", Prefill = "<think>\nI see<|im_end|></think>" }, thinking: true);

        Assert.EndsWith("assistant\n<think>\nI see<|im_end|></think>", prompt.Text, StringComparison.Ordinal);
        Assert.Equal(["q", "\nI see<|im_end|>"], prompt.PlainParts.Select(part => prompt.Text[part.Start..part.End]));
    }

    [Fact]
    public void A_template_whose_earlier_replies_are_not_known_refuses_them_and_nothing_else()
    {
        File.WriteAllText(_folder.File(ChatTemplateFile.FileName), Source("qwen3"));
        var format = new PromptFormat(Settings("{question}", "template", "", "true"), _folder.Path);
        Turn[] replied = [new(Turn.User, "a"), new(Turn.Assistant, "b")];

        Assert.Equal(
            "EMPO2056",
            Assert.Throws<UserError>(() => format.Compose(new Dialogue { History = replied, Question = "c" })).Code
        );
        Assert.Contains(
            "user\na<|im_end|>",
            format
                .Compose(
                    new Dialogue
                    {
                        History = replied[..1],
                        Question = "c",
                        Prefill = "d",
                    }
                )
                .Text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("'\\n' + message['content']", "'\\n' + message['content'] | trim")]
    [InlineData("'\\n' + message['content']", "'\\nSolve this: ' + message['content']")]
    [InlineData("'<|im_start|>assistant\\n'", "'<|im_start|>assistant\\nSure, '")]
    [InlineData("{% for message", "{{ bos_token }}{% for message")]
    [InlineData("{% for message", "Hello {% for message")]
    [InlineData("{% for message", "\n{% for message")]
    [InlineData("{% for message", "{% set messages = messages[1:] %}{% for message")]
    [InlineData("{% endif %}", "")]
    [InlineData("{% endfor %}", "{% endfor")]
    [InlineData("{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}", "")]
    [InlineData("messages %}", "messages %}{% if message['role'] not in ['user', 'system'] %}{{ raise_exception('no') }}{% endif %}")]
    public void A_template_that_says_anything_else_is_refused(string was, string now)
    {
        var source = Source("chatml");
        Assert.Contains(was, source, StringComparison.Ordinal);

        Assert.Throws<FormatException>(() => ChatTemplateReader.Read(source.Replace(was, now, StringComparison.Ordinal)));
    }

    [Fact]
    public void Any_mutation_of_a_template_is_read_or_refused()
    {
        var source = Source("qwen3");

        Gen.Select(Gen.Int[0, source.Length - 1], Gen.Char["{}%#'\"\\-+[]() anif\n"]).Array[1, 4].Sample(changes =>
        {
            var text = source.ToCharArray();
            Array.ForEach(changes, change => text[change.Item1] = change.Item2);

            Assert.True(Record.Exception(() => ChatTemplateReader.Read(new string(text))) is null or FormatException);
        });
        Assert.Throws<FormatException>(() => ChatTemplateReader.Read(string.Concat(Enumerable.Repeat("{% if a %}", 100_000))));
    }

    [Fact]
    public void The_template_lies_in_a_file_or_in_the_configuration()
    {
        var config = new JsonObject { ["chat_template"] = Source("qwen2.5-math") };
        File.WriteAllText(_folder.File(TokenizerFolder.ConfigName), config.ToJsonString());
        Assert.Equal(
            @"Please reason step by step, and put your final answer within \boxed{}.",
            ChatTemplateFile.Read(_folder.Path).DefaultSystem
        );

        config["chat_template"] = new JsonArray(
            new JsonObject { ["name"] = "tool_use", ["template"] = "{{ x }}" },
            new JsonObject { ["name"] = "default", ["template"] = Source("qwen2") }
        );
        File.WriteAllText(_folder.File(TokenizerFolder.ConfigName), config.ToJsonString());
        Assert.Equal("You are a helpful assistant.", ChatTemplateFile.Read(_folder.Path).DefaultSystem);

        File.WriteAllText(_folder.File(ChatTemplateFile.FileName), Source("qwen3"));
        Assert.Null(ChatTemplateFile.Read(_folder.Path).DefaultSystem);
    }

    [Fact]
    public void An_unknown_or_missing_template_is_refused_with_the_remedy()
    {
        var missing = Assert.Throws<UserError>(() => ChatTemplateFile.Read(_folder.Path));
        File.WriteAllText(_folder.File(ChatTemplateFile.FileName), "{{ bos_token }}");
        var unknown = Assert.Throws<UserError>(() => ChatTemplateFile.Read(_folder.Path));

        Assert.Equal(("EMPO2040", "EMPO2041"), (missing.Code, unknown.Code));
        Assert.All(new[] { missing, unknown }, failure =>
            Assert.Contains("prompt.template, with {question}", failure.Message, StringComparison.Ordinal)
        );
        Assert.Contains("bos_token", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat_template.jinja")]
    [InlineData("tokenizer_config.json")]
    public void A_gigabyte_in_place_of_a_template_is_refused_by_its_size(string name)
    {
        using (var file = File.Create(_folder.File(name)))
        {
            file.SetLength(1L << 30);
        }

        Assert.Equal("EMPO2040", Assert.Throws<UserError>(() => ChatTemplateFile.Read(_folder.Path)).Code);
    }

    [Fact]
    public void Without_a_chat_template_special_tokens_count_in_the_settings_text_and_not_in_the_question()
    {
        var format = new PromptFormat(Settings("<|im_start|>user\n{question}<|im_end|>\n", "none", "", "true"), _folder.Path);

        var ids = format.Encode("<|im_end|>", Tokenizer);

        var end = Tokenizer.Encode("<|im_end|>")[0];
        Assert.Equal(1, ids.Count(id => id == end));
        Assert.Equal(Tokenizer.Encode("user\n").Concat(Tokenizer.Encode("<|im_end|>", [(0, 10)])), ids[1..ids.AsSpan().IndexOf(end)]);
    }

    [Theory]
    [InlineData("none", "Be brief.", "true")]
    [InlineData("none", "", "false")]
    [InlineData("template", "", "false")]
    public void A_setting_without_a_place_in_the_prompt_is_refused(string chat, string system, string thinking)
    {
        File.WriteAllText(_folder.File(ChatTemplateFile.FileName), Source("qwen2.5"));

        var failure = Assert.Throws<UserError>(() => new PromptFormat(Settings("{question}", chat, system, thinking), _folder.Path));

        Assert.Equal("EMPO2042", failure.Code);
    }

    private static string Source(string name) => File.ReadAllText(Path.Combine(Golden, name + ".jinja"));

    private static SettingSlice Settings(string template, string chat, string system, string thinking) => new(new Dictionary<string, string>
    {
        ["prompt.template"] = template, ["prompt.chat"] = chat, ["prompt.system"] = system, ["prompt.thinking"] = thinking,
    });
}
