using Empo.Stages.Rollouts;
using Empo.Stages.Tokenization;
using Empo.UnitTests.Checkpoints;

namespace Empo.UnitTests.Rollouts;

/// <summary>Ends of responses of base and chat models, as their files name them and as prompts are written.</summary>
[Collection("torch")]
public sealed class StopTokensTests
{
    private static readonly string[] Templates = ["chatml", "qwen2", "qwen2.5", "qwen2.5-math", "qwen3"];

    public static TheoryData<string> ChatTemplates => [.. Templates];

    [Theory]
    [MemberData(nameof(ChatTemplates))]
    public void A_base_model_with_a_chat_template_stops_at_the_end_of_the_turn(string template)
    {
        using var folder = new ModelFolder().WithTemplate(template).Set("generation_config.json", "eos_token_id", "676");

        Assert.Equal([ModelFolder.EndOfText, ModelFolder.EndOfTurn], Stops(folder));
    }

    [Fact]
    public void A_template_in_the_tokenizers_configuration_counts_too_known_here_or_not()
    {
        using var folder = new ModelFolder().Set("tokenizer_config.json", "chat_template", "\"{{ strange() }}<|im_end|>\"");

        Assert.Equal([ModelFolder.EndOfText, ModelFolder.EndOfTurn], Stops(folder));
    }

    [Fact]
    public void A_prompt_that_is_written_in_turns_by_hand_stops_at_the_end_of_the_turn()
    {
        using var folder = new ModelFolder();
        var tokenizer = TokenizerFolder.Load(folder.Path);

        Assert.Equal(
            [ModelFolder.EndOfText, ModelFolder.EndOfTurn],
            Stops(folder, tokenizer.Encode("<|im_start|>user\nWhat?<|im_end|>\n<|im_start|>assistant\n"))
        );
        Assert.Equal([ModelFolder.EndOfText], Stops(folder, tokenizer.Encode("What?")));
    }

    [Fact]
    public void Only_what_the_template_writes_after_a_reply_ends_one()
    {
        // As gpt-oss: one marker between the turns and the parts of a reply, another after the last.
        using var folder = new ModelFolder().Set(
            "tokenizer_config.json",
            "chat_template",
            "\"{% for m in messages %}<|im_start|>{{ m.role }} {{ m.content }}"
                + "{{ '<|endoftext|>' if loop.last and m.role == 'assistant' else '<|im_end|>' }}{% endfor %}\""
        );
        var tokenizer = TokenizerFolder.Load(folder.Path);

        Assert.Equal([ModelFolder.EndOfText], Stops(folder, tokenizer.Encode("<|im_start|>user What?<|im_end|>")));
    }

    [Fact]
    public void The_end_of_a_turn_is_found_by_its_place_not_by_its_name()
    {
        using var folder = new ModelFolder()
            .Set("tokenizer_config.json", "eos_token", "\"<|endoftext|>\"")
            .Set("tokenizer_config.json", "chat_template", "\"{% for m in messages %}{{ m.content }} <|im_start|>\\n{% endfor %}\"");

        Assert.Equal([ModelFolder.EndOfText, ModelFolder.EndOfText + 1], Stops(folder));
    }

    [Fact]
    public void Without_a_template_nothing_is_added()
    {
        using var folder = new ModelFolder();

        Assert.Equal([ModelFolder.EndOfText], Stops(folder));
    }

    [Fact]
    public void The_end_in_config_json_counts_where_no_other_file_names_one()
    {
        using var folder = new ModelFolder()
            .Set("tokenizer_config.json", "eos_token", "null")
            .Set("config.json", "eos_token_id", "[676, 678]");

        Assert.Equal([ModelFolder.EndOfText, ModelFolder.EndOfTurn], Stops(folder));
    }

    [Fact]
    public void A_folder_that_names_no_end_is_refused_with_the_places_for_it()
    {
        using var folder = new ModelFolder().Set("tokenizer_config.json", "eos_token", "null").Set("config.json", "eos_token_id", "null");

        var failure = Assert.Throws<UserError>(() => Stops(folder));

        Assert.Equal("EMPO3014", failure.Code);
        Assert.Contains("generation_config.json", failure.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<int> Stops(ModelFolder folder, params int[] prompt) =>
        StopTokens.Of(TokenizerFolder.Load(folder.Path), folder.Path, [prompt]);
}
