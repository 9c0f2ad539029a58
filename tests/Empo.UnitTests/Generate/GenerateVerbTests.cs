using System.Text.Json.Nodes;
using Empo.Stages.Checkpoints;
using Empo.Stages.Tokenization;
using Empo.UnitTests.Modeling;
using Empo.UnitTests.Verbs;

namespace Empo.UnitTests.Generate;

[Collection("torch")]
public sealed class GenerateVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GenerateVerbTests()
    {
        var tokenizer = WordLevelTokenizer.Create([.. "0123456789+=abcdefghij".Select(letter => letter.ToString())]);
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, _folder.Path, endOfText: tokenizer.EndOfText);
        WordLevelJson.Write(_folder.Path, tokenizer);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_completion_is_one_object_with_ids_log_probabilities_text_and_reason()
    {
        var lines = Generate("--prompt", "1+2=", "--samples", "5", "--max-tokens", "9", "--json");

        Assert.Equal(5, lines.Length);
        foreach (var line in lines)
        {
            var json = JsonNode.Parse(line)!;
            var ids = json["token_ids"]!.AsArray().Select(id => id!.GetValue<int>()).ToList();
            Assert.Equal(ids.Count, json["log_probs"]!.AsArray().Count);
            Assert.Equal(ids[^1] == 22 ? "stop" : "length", json["finish_reason"]!.GetValue<string>());
            Assert.Equal(ids.Count(id => id != 22), json["text"]!.GetValue<string>().Length);
            Assert.InRange(ids.Count, 1, 9);
        }
    }

    [Fact]
    public void Temperature_0_is_greedy_so_all_samples_are_equal()
    {
        var lines = Generate("--prompt", "1+2=", "--samples", "3", "--temperature", "0", "--max-tokens", "12");

        Assert.Equal(3, lines.Length);
        Assert.Single(lines.Distinct());
    }

    [Fact]
    public void More_tokens_than_the_model_has_positions_end_at_its_last_one()
    {
        File.WriteAllText(_folder.File("prompts.jsonl"), "{\"prompt\":\"1\"}\n{\"prompt\":\"1+2+3+4+5=\"}\n");

        var lines = Generate(
            "--prompt",
            "@" + _folder.File("prompts.jsonl"),
            "--max-tokens", "1000", "--temperature", "5", "--samples", "4",
            "--json"
        );

        Assert.Equal(8, lines.Length);
        Assert.All(lines, line => Assert.InRange(JsonNode.Parse(line)!["token_ids"]!.AsArray().Count, 1, 127));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_single_completion_is_printed_token_by_token_and_is_the_same_text(int seed)
    {
        string[] arguments = ["--prompt", "1+2=", "--max-tokens", "20", "--seed", $"{seed}"];
        var whole = JsonNode.Parse(Assert.Single(Generate([.. arguments, "--json"])))!;
        using var output = new Pieces();

        StageProgram.InvokeInto(output, ["generate", "--model", _folder.Path, "--device", "cpu", .. arguments]);

        var text = whole["text"]!.GetValue<string>();
        Assert.Equal(text + Environment.NewLine, output.ToString());
        // A token of this model is one letter or none.
        Assert.Equal(text.Select(letter => letter.ToString()), output.Written.Where(piece => !string.IsNullOrWhiteSpace(piece)));
    }

    [Fact]
    public void Prompts_come_from_a_file_line_by_line()
    {
        File.WriteAllText(_folder.File("prompts.jsonl"), "{\"prompt\":\"1\"}\n\n{\"question\":\"2+2\"}\n");

        var lines = Generate("--prompt", "@" + _folder.File("prompts.jsonl"), "--max-tokens", "3", "--json");

        Assert.Equal(["1", "2+2"], lines.Select(line => JsonNode.Parse(line)!["prompt"]!.GetValue<string>()));
    }

    [Fact]
    public void A_line_that_is_no_prompt_is_named_by_its_number()
    {
        File.WriteAllText(_folder.File("prompts.jsonl"), "{\"prompt\":\"1\"}\n{\"text\":\"2\"}\n");

        var failure = Assert.Throws<UserError>(() => Generate("--prompt", "@" + _folder.File("prompts.jsonl")));

        Assert.Equal(("EMPO6020", 2), (failure.Code, failure.Line));
    }

    [Theory]
    [InlineData("--samples", "0")]
    [InlineData("--temperature", "hot")]
    [InlineData("--max-tokens", "-1")]
    [InlineData("--speed", "5")]
    [InlineData("--top-p", "1,5")]
    public void A_wrong_argument_is_a_coded_error(string name, string value)
    {
        var failure = Assert.Throws<UserError>(() => Generate("--prompt", "1", name, value));

        Assert.Equal("EMPO6020", failure.Code);
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_that_is_not_there_is_a_coded_error()
    {
        Assert.SkipWhen(TorchSharp.torch.cuda.is_available(), "This machine has a CUDA device.");

        var error = Assert.Throws<UserError>(() =>
            StageProgram.Invoke("generate", "--model", _folder.Path, "--prompt", "1", "--device", "cuda:1")
        );

        Assert.Equal("EMPO6002", error.Code);
    }

    [Fact]
    public void The_users_errors_end_with_exit_code_1()
    {
        Assert.Equal(1, StageProgram.Run("generate", "--model", _folder.File("nowhere"), "--prompt", "1").Exit);
        Assert.Equal(1, StageProgram.Run("generate").Exit);
        Assert.Equal(1, StageProgram.Run("generate", "--model", _folder.Path, "--prompt", "?").Exit);
        Assert.Equal(0, StageProgram.Run("generate", "--model", _folder.Path, "--prompt", "1", "--max-tokens", "2").Exit);
    }

    /// <summary>What was written, and in which pieces.</summary>
    private sealed class Pieces : StringWriter
    {
        public List<string> Written { get; } = [];

        public override void Write(string? value)
        {
            Written.Add(value ?? "");
            base.Write(value);
        }
    }

    private string[] Generate(params string[] arguments) =>
        StageProgram
            .Invoke(["generate", "--model", _folder.Path, "--device", "cpu", .. arguments])
            .Split(Environment.NewLine)[..^1];
}
