using Empo.Stages.Checkpoints;
using Empo.Stages.Inspection;
using Empo.UnitTests.Checkpoints;
using Empo.UnitTests.Modeling;
using Empo.UnitTests.Verbs;
using static TorchSharp.torch;

namespace Empo.UnitTests.Inspection;

/// <summary>One contradiction at a time in a sound folder: exactly that one is said.</summary>
[Collection("torch")]
public sealed class ModelInspectionTests
{
    [Fact]
    public void A_sound_folder_has_no_finding()
    {
        using var folder = new ModelFolder();

        Assert.Empty(ModelInspection.Of(folder.Path, null, chat: false));
    }

    [Fact]
    public void A_sound_chat_model_has_no_finding()
    {
        using var folder = new ModelFolder()
            .WithTemplate()
            .Set("tokenizer_config.json", "eos_token", "\"<|im_end|>\"")
            .Set("tokenizer_config.json", "pad_token", "\"<|endoftext|>\"")
            .Set("config.json", "eos_token_id", "678")
            .Set("config.json", "bos_token_id", "676")
            .Set("generation_config.json", "eos_token_id", "[678, 676]")
            .Set("generation_config.json", "pad_token_id", "676")
            .Set("generation_config.json", "do_sample", "true");

        Assert.Empty(ModelInspection.Of(folder.Path, null, chat: true));
    }

    [Theory]
    [InlineData("config.json", "eos_token_id", "2", "EMPO3081", "config.json says eos_token_id: 2")]
    [InlineData("config.json", "eos_token_id", "[676, 678]", "EMPO3081", "<|im_end|> (678)")]
    [InlineData(
        "generation_config.json",
        "eos_token_id",
        "678",
        "EMPO3081",
        "tokenizer_config.json ends responses at <|endoftext|> (676), generation_config.json at <|im_end|> (678)"
    )]
    [InlineData(
        "generation_config.json",
        "eos_token_id",
        "[676, 151645]",
        "EMPO3084",
        "generation_config.json says eos_token_id: 151645, but the model has 700 tokens"
    )]
    [InlineData("config.json", "pad_token_id", "-1", "EMPO3084", "pad_token_id: -1")]
    [InlineData("special_tokens_map.json", "eos_token", "{\"content\": \"<|im_end|>\"}", "EMPO3084", "special_tokens_map.json")]
    [InlineData("generation_config.json", "temperature", "0.7", "EMPO3082", "temperature 0.7")]
    [InlineData("generation_config.json", "top_p", "0.8", "EMPO3082", "top_p 0.8")]
    [InlineData("generation_config.json", "top_k", "20", "EMPO3082", "top_k 20")]
    [InlineData("generation_config.json", "min_p", "0.05", "EMPO3082", "min_p 0.05")]
    [InlineData("generation_config.json", "repetition_penalty", "1.05", "EMPO3082", "repetition_penalty 1.05")]
    [InlineData("config.json", "torch_dtype", "\"bfloat16\"", "EMPO3084", "config.json declares BF16, but the weights are F32")]
    [InlineData("config.json", "dtype", "\"float16\"", null, "")] // torch_dtype, which stands beside it, is right
    [InlineData("generation_config.json", "top_k", "0", null, "")]
    [InlineData("generation_config.json", "temperature", "1.0", null, "")]
    public void A_contradiction_is_said_with_what_counts(string file, string key, string json, string? code, string said)
    {
        using var folder = new ModelFolder().Set(file, key, json);

        var findings = ModelInspection.Of(folder.Path, null, chat: false);

        Assert.Equal(code is null ? [] : [code], findings.Select(finding => finding.Code));
        Assert.All(findings, finding => Assert.Contains(said, finding.Message, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.True(File.Exists(finding.File)));
    }

    [Fact]
    public void A_base_model_with_a_chat_template_is_said_to_end_at_the_turn_too()
    {
        using var folder = new ModelFolder().WithTemplate().Set("generation_config.json", "eos_token_id", "676");

        var finding = Assert.Single(ModelInspection.Of(folder.Path, null, chat: true));

        Assert.Equal("EMPO3081", finding.Code);
        Assert.Contains(
            "ends a turn with <|im_end|> (678), but tokenizer_config.json ends responses at <|endoftext|> (676), "
                + "generation_config.json at <|endoftext|> (676)",
            finding.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Special_tokens_that_two_files_name_otherwise()
    {
        using var folder = new ModelFolder()
            .Set("tokenizer_config.json", "pad_token", "\"<|endoftext|>\"")
            .Set("generation_config.json", "pad_token_id", "677");

        Assert.Equal("EMPO3084", Assert.Single(ModelInspection.Of(folder.Path, null, chat: false)).Code);
    }

    [Theory]
    [InlineData(ScalarType.Float16, "verb convert")]
    public void F16_is_said_to_be_computed_in_F32(ScalarType type, string said)
    {
        using var folder = new ModelFolder(type: type);

        var finding = Assert.Single(ModelInspection.Of(folder.Path, null, chat: false));

        Assert.Equal("EMPO3085", finding.Code);
        Assert.Contains(said, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_sets_of_weights_and_two_templates()
    {
        using var folder = new ModelFolder(tied: true)
            .Set("generation_config.json", "eos_token_id", "[676, 678]")
            .WithTemplate()
            .Set("tokenizer_config.json", "chat_template", "\"other\"");
        File.WriteAllText(folder.PathOf("model.safetensors.index.json"), "{}");

        Assert.Equal(["EMPO3084", "EMPO3084"], ModelInspection.Of(folder.Path, null, chat: false).Select(finding => finding.Code));
    }

    [Theory]
    [InlineData("Qwen/Another-Model", true)]
    [InlineData("../of-the-adapter", true)]
    [InlineData("Qwen/Tiny-Qwen", false)] // config.json says that it is this one
    [InlineData("", false)]
    public void An_adapter_that_names_another_base(string named, bool said)
    {
        using var folder = new ModelFolder().Set("config.json", "_name_or_path", "\"Qwen/tiny-qwen\"");
        using var adapter = new TemporaryFolder();
        using var decoder = CheckpointFolder.Load(folder.Path, CPU);
        decoder.AttachAdapters(new() { Rank = 2, Alpha = 4, Targets = ["q_proj"] });
        AdapterFolder.Save(decoder, adapter.Path, named);

        var findings = ModelInspection.Of(folder.Path, adapter.Path, chat: false);

        Assert.Equal(said ? ["EMPO3086"] : [], findings.Select(finding => finding.Code));
        Assert.Empty(ModelInspection.Of(folder.Path, adapter.Path, chat: false, source: named.Length > 0 ? named : null));
    }

    [Fact]
    public void An_adapter_that_does_not_fit_is_the_error_that_a_build_would_end_in()
    {
        using var folder = new ModelFolder();
        using var adapter = new TemporaryFolder();
        using var decoder = TinyDecoder.Create(TinyDecoder.Config() with { HiddenSize = 64, HeadSize = 16 });
        decoder.AttachAdapters(new() { Rank = 2, Alpha = 4, Targets = ["q_proj"] });
        AdapterFolder.Save(decoder, adapter.Path);

        Assert.Equal("EMPO3072", Assert.Throws<UserError>(() => ModelInspection.Of(folder.Path, adapter.Path, chat: false)).Code);
    }

    [Fact]
    public void The_verb_writes_canonical_lines()
    {
        using var folder = new ModelFolder().Set("generation_config.json", "top_p", "0.8");

        var (exit, _, warnings) = StageProgram.Run("inspect", "--model", folder.Path);

        Assert.Equal(0, exit);
        Assert.StartsWith($"{folder.PathOf("generation_config.json")}: warning EMPO3082: ", warnings, StringComparison.Ordinal);

        folder.Set("config.json", "hidden_act", "\"gelu\"");
        (exit, _, var errors) = StageProgram.Run("inspect", "--model", folder.Path);

        Assert.Equal(1, exit);
        Assert.Contains("config.json: error EMPO3003: ", errors, StringComparison.Ordinal);
    }
}
