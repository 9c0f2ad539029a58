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
            var prompt = Template(Source(row["template"]!.GetValue<string>()))
                .Render(
                    new Dialogue { System = row["system"]?.GetValue<string>(), Question = row["question"]!.GetValue<string>() },
                    new ChatOptions { Thinking = row["thinking"]!.GetValue<bool>() }
                );

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

            var prompt = Template(Source(row["template"]!.GetValue<string>()))
                .Render(dialogue, new ChatOptions { Thinking = row["thinking"]!.GetValue<bool>() });

            Assert.Equal(row["text"]!.GetValue<string>(), prompt.Text);
            Assert.All(history.Select(turn => turn.Content).Where(text => text.Contains("<|im_end|>", StringComparison.Ordinal)), text =>
                Assert.Contains(prompt.PlainParts, part => prompt.Text[part.Start..part.End] == text)
            );
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reply_that_begins_with_thoughts_stands_in_place_of_the_opening_and_its_marks_are_tokens(bool thinking)
    {
        var template = Template(
            "{{ messages[0].content }}assistant\n"
                + "{{ '<think>\\n' if enable_thinking is not false else '<think>\\n\\n</think>\\n\\n' }}"
        );
        var dialogue = new Dialogue { Question = "q", Prefill = "<think>\nI see<|im_end|></think>" };

        var prompt = template.Render(dialogue, new ChatOptions { Thinking = thinking });

        Assert.EndsWith("assistant\n<think>\nI see<|im_end|></think>", prompt.Text, StringComparison.Ordinal);
        Assert.Equal(["q", "\nI see<|im_end|>"], prompt.PlainParts.Select(part => prompt.Text[part.Start..part.End]));
    }

    [Fact]
    public void Published_forms_of_the_tools_and_documents_of_a_prompt_see_none()
    {
        var prompt = Template("{{ tools is none }}{{ documents is none }}{{ add_generation_prompt }}{{ pad_token is defined }}").Render(
            new Dialogue { Question = "q" },
            new ChatOptions()
        );

        Assert.Equal("TrueTrueTrueFalse", prompt.Text);
    }

    [Fact]
    public void The_template_lies_in_a_file_or_in_the_configuration()
    {
        var config = new JsonObject { ["chat_template"] = Source("qwen2.5-math") };
        File.WriteAllText(_folder.File(TokenizerFolder.ConfigName), config.ToJsonString());
        Assert.Contains("Please reason step by step", Rendered(), StringComparison.Ordinal);

        config["chat_template"] = new JsonArray(
            new JsonObject { ["name"] = "tool_use", ["template"] = "{{ x }}" },
            new JsonObject { ["name"] = "default", ["template"] = Source("qwen2") }
        );
        File.WriteAllText(_folder.File(TokenizerFolder.ConfigName), config.ToJsonString());
        Assert.Contains("You are a helpful assistant.", Rendered(), StringComparison.Ordinal);

        config["chat_template"] = null;
        File.WriteAllText(_folder.File(TokenizerFolder.ConfigName), config.ToJsonString());
        File.WriteAllText(_folder.File(ChatTemplateFile.JsonName), new JsonObject { ["chat_template"] = "{{ 'in JSON' }}" }.ToJsonString());
        Assert.Equal("in JSON", Rendered());

        File.WriteAllText(_folder.File(ChatTemplateFile.FileName), Source("qwen3"));
        Assert.StartsWith("<|im_start|>user", Rendered(), StringComparison.Ordinal);

        string Rendered() => ChatTemplateFile.Read(_folder.Path).Render(new Dialogue { Question = "q" }, new ChatOptions()).Text;
    }

    [Fact]
    public void Several_templates_without_a_default_are_refused_by_their_names()
    {
        var config = new JsonObject { ["chat_template"] = new JsonArray(new JsonObject { ["name"] = "rag", ["template"] = "{{ x }}" }) };
        File.WriteAllText(_folder.File(TokenizerFolder.ConfigName), config.ToJsonString());

        var failure = Assert.Throws<UserError>(() => ChatTemplateFile.Read(_folder.Path));

        Assert.Equal("EMPO2040", failure.Code);
        Assert.Contains("'rag'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Special_tokens_are_texts_or_objects_in_either_file()
    {
        File.WriteAllText(
            _folder.File(TokenizerFolder.ConfigName),
            """{"bos_token": {"content": "<s>"}, "eos_token": "</s>", "pad_token": null, "add_bos_token": true}"""
        );
        File.WriteAllText(_folder.File("special_tokens_map.json"), """{"bos_token": "<other>", "unk_token": {"content": "<unk>"}}""");
        File.WriteAllText(
            _folder.File(ChatTemplateFile.FileName),
            "{{ bos_token }}{{ eos_token }}{{ unk_token }}{{ pad_token is defined }}"
        );

        var prompt = ChatTemplateFile.Read(_folder.Path).Render(new Dialogue { Question = "q" }, new ChatOptions());

        Assert.Equal("<s></s><unk>False", prompt.Text);
    }

    [Fact]
    public void A_missing_template_is_refused_with_the_remedy()
    {
        var missing = Assert.Throws<UserError>(() => ChatTemplateFile.Read(_folder.Path));

        Assert.Equal("EMPO2040", missing.Code);
        Assert.Contains("prompt.template, with {question}", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\n{% if %}", "EMPO4100", 2)]
    [InlineData("\n\n{% include 'a' %}", "EMPO4101", 3)]
    [InlineData("\n{{ raise_exception('Only one user turn') }}", "EMPO4102", 2)]
    [InlineData("{% for a in range(10**9) %}{% endfor %}", "EMPO4103", 1)]
    [InlineData("\n{{ strftime_now('%d %b %Y') }}", "EMPO4104", 2)]
    [InlineData("\n{{ messages[0].nothing.at_all }}", "EMPO4105", 2)]
    public void A_template_that_fails_is_an_error_with_its_line(string source, string code, int line)
    {
        File.WriteAllText(_folder.File(ChatTemplateFile.FileName), source);

        var settings = Settings("{question}", "template", "", "true");

        var failure = Assert.Throws<UserError>(() => new PromptFormat(settings, _folder.Path).Compose("q"));

        Assert.Equal((code, line), (failure.Code, failure.Line));
        Assert.EndsWith(ChatTemplateFile.FileName, failure.File, StringComparison.Ordinal);
        Assert.Contains($"line {line}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("messages[0].role == 'system'", "System role not supported", "Be brief.", null, "prompt.system")]
    [InlineData("messages[0].role == 'system'", "System role not supported", "", "Be brief.", "the row's system turn")]
    [InlineData("messages | length > 1", "Conversation roles must alternate", "", null, "user, user")]
    public void A_template_that_refuses_a_conversation_is_quoted_with_what_helps(
        string condition,
        string message,
        string system,
        string? systemOfRow,
        string remedy
    )
    {
        File.WriteAllText(
            _folder.File(ChatTemplateFile.FileName),
            $"{{% if {condition} %}}{{{{ raise_exception('{message}') }}}}{{% endif %}}{{{{ messages[0].content }}}}"
        );
        var format = new PromptFormat(Settings("{question}", "template", system, "true"), _folder.Path);
        Turn[] history = system.Length == 0 && systemOfRow is null ? [new Turn(Turn.User, "a")] : [];

        var failure = Assert.Throws<UserError>(
            () => format.Compose(new Dialogue { System = systemOfRow, History = history, Question = "q" })
        );

        Assert.Equal("EMPO4102", failure.Code);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_date_for_a_template_that_writes_none_changes_nothing()
    {
        File.WriteAllText(_folder.File(ChatTemplateFile.FileName), "{{ messages[0].content }}");
        var format = new PromptFormat(Settings("{question}", "template", "", "true", "2025-01-31"), _folder.Path);

        Assert.Equal("q", format.Compose("q").Text);
    }

    [Fact]
    public void The_date_and_further_variables_come_from_settings()
    {
        File.WriteAllText(_folder.File(ChatTemplateFile.FileName), "{{ strftime_now('%d %b %Y') }} {{ effort }} {{ thinking }}");
        var settings = Settings("{question}", "template", "", "true", "2025-01-31", """{"effort": "<|im_end|>", "thinking": true}""");

        var prompt = new PromptFormat(settings, _folder.Path).Compose("q");

        Assert.Equal("31 Jan 2025 <|im_end|> True", prompt.Text);
        Assert.Equal(["<|im_end|>"], prompt.PlainParts.Select(part => prompt.Text[part.Start..part.End]));
    }

    [Theory]
    [InlineData("31.1.2025", "", "EMPO4106")]
    [InlineData("2025-02-30", "", "EMPO4106")]
    [InlineData("", "effort=low", "EMPO4107")]
    [InlineData("", "[1]", "EMPO4107")]
    [InlineData("", "{\"effort\": [1]}", "EMPO4107")]
    [InlineData("", "{\"effort\": 1, \"effort\": 2}", "EMPO4107")]
    [InlineData("", "{\"messages\": 1}", "EMPO4107")]
    [InlineData("", "{\"bos_token\": \"x\"}", "EMPO4107")]
    [InlineData("", "{\"efort\": \"low\"}", "EMPO2042")]
    public void A_malformed_date_or_variable_or_one_without_a_place_is_refused(string date, string variables, string code)
    {
        File.WriteAllText(_folder.File(ChatTemplateFile.FileName), "{{ effort }}");
        var settings = Settings("{question}", "template", "", "true", date, variables);

        Assert.Equal(code, Assert.Throws<UserError>(() => new PromptFormat(settings, _folder.Path)).Code);
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

    private static ChatTemplate Template(string source) => new(source, new Dictionary<string, string>());

    private static SettingSlice Settings(
        string template,
        string chat,
        string system,
        string thinking,
        string date = "",
        string variables = ""
    ) => new(
        new Dictionary<string, string>
        {
            ["prompt.template"] = template,
            ["prompt.chat"] = chat,
            ["prompt.system"] = system,
            ["prompt.thinking"] = thinking,
            ["prompt.date"] = date,
            ["prompt.variables"] = variables,
        }
    );
}
