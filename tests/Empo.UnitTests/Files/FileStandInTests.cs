using Empo.Experiments.Graph;
using Empo.Files;
using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Tokenization;
using Empo.UnitTests.Experiments;

namespace Empo.UnitTests.Files;

/// <summary>Pointers and pages that lie where a file should.</summary>
public sealed class FileStandInTests : IDisposable
{
    private const string Lfs =
        "version https://git-lfs.github.com/spec/v1\noid "
        + "sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 15231233024\n";

    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData(Lfs, "Git LFS pointer: the file of 15231233024 bytes")]
    [InlineData("version https://hawser.github.com/spec/v1\noid sha256:ab\nsize 12\n", "git lfs pull")]
    [InlineData("/annex/objects/SHA256E-s41943040--9c7f.safetensors\n", "git annex get")]
    [InlineData("<!DOCTYPE html>\n<html class=\"\"><head><title>Hugging Face</title>", "page that a server sent")]
    [InlineData("\uFEFF\n <html><body>Sign in</body></html>", "page that a server sent")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "page that a server sent")]
    [InlineData("{\"a\": 1}", null)]
    [InlineData("", null)]
    [InlineData("version 1 of everything", null)]
    public void Each_is_known_by_its_beginning(string content, string? said)
    {
        var found = FileStandIn.Of(_text.Write("file", content));

        Assert.Equal(said is null, found is null);
        Assert.Contains(said ?? "", found ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_file_may_hold_a_page_and_a_long_file_may_begin_like_a_pointer()
    {
        Assert.Null(FileStandIn.Of(_text.Write("page", "<html>"), pages: false));
        Assert.Null(FileStandIn.Of(_text.Write("long", Lfs + new string('x', 2000))));
    }

    [Theory]
    [InlineData("m/model.safetensors", "model: m")]
    [InlineData("m/tokenizer.json", "model: m")]
    [InlineData("m/config.json", "model: m")]
    [InlineData("m/generation_config.json", "model: m")]
    [InlineData("a/adapter_model.safetensors", "adapter: a")]
    [InlineData("a/adapter_config.json", "adapter: a")]
    public void A_folder_with_pointers_is_refused_at_its_setting_before_anything_runs(string name, string setting)
    {
        foreach (
            var file in new[]
            {
                "m/config.json",
                "m/tokenizer.json",
                "m/model.safetensors",
                "a/adapter_config.json",
                "a/adapter_model.safetensors",
            }
        )
        {
            _text.Write(file, "{}");
        }

        _text.Write(name, Lfs);

        var failure = Assert.Throws<UserError>(() =>
            ModelFiles.Require(_text.Read("dataset: d.yaml\nmodel: m\nadapter: a\nupdate: {lora: {rank: 4}}\n"))
        );

        Assert.Equal("EMPO3080", failure.Code);
        Assert.Contains(Path.GetFileName(name), failure.Message, StringComparison.Ordinal);
        Assert.Contains("git lfs pull", failure.Message, StringComparison.Ordinal);
        Assert.Equal(setting[0] == 'm' ? 2 : 3, failure.Line);
    }

    [Fact]
    public void Of_many_pointers_all_are_named()
    {
        foreach (
            var file in new[] { "config.json", "tokenizer.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors" }
        )
        {
            _text.Write($"m/{file}", file.EndsWith("json", StringComparison.Ordinal) ? "{}" : Lfs);
        }

        var failure = Assert.Throws<UserError>(() => ModelFiles.Require(_text.Read("dataset: d.yaml\nmodel: m\n")));

        Assert.Contains("model-00001-of-00002.safetensors is a Git LFS pointer", failure.Message, StringComparison.Ordinal);
        Assert.Contains("1 more: model-00002-of-00002.safetensors", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rows.parquet")]
    [InlineData("rows.jsonl")]
    public void A_data_file_that_is_a_pointer_is_refused_at_the_manifests_line(string name)
    {
        _text.Write(name, Lfs);
        var manifest = _text.Write("d.yaml", $"name: d\nfiles:\n  - path: {name}\n    split: training\n");

        var failure = Assert.Throws<UserError>(() => DatasetFiles.Of(manifest));

        Assert.Equal(("EMPO3080", 3), (failure.Code, failure.Line));
        Assert.Contains("git lfs pull", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_stage_that_opens_a_pointer_says_the_same()
    {
        _text.Write("model.safetensors", Lfs);
        _text.Write("tokenizer.json", Lfs);
        _text.Write("config.json", Lfs);

        Assert.Equal("EMPO3080", Assert.Throws<UserError>(() => SafetensorsFile.Open(_text.File("model.safetensors"))).Code);
        Assert.Equal("EMPO3080", Assert.Throws<UserError>(() => TokenizerFolder.Load(_text.Path)).Code);
        Assert.Equal("EMPO3080", Assert.Throws<UserError>(() => DecoderConfigFile.Read(_text.Path)).Code);
    }
}
