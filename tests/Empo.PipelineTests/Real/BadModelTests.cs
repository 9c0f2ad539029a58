using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>Model folders and data files that are not what they should be, told by the stage that opens them.</summary>
public sealed class BadModelTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    [Fact]
    public void A_sound_model_folder_is_trained() => Refused(folder => { }, null);

    [Fact]
    public void Truncated_weights() => Refused(folder => Cut(folder.File("model/model.safetensors"), 1000), "EMPO3075");

    [Fact]
    public void A_header_that_promises_more_than_there_is() =>
        Refused(
            folder => File.WriteAllBytes(folder.File("model/model.safetensors"), [255, 255, 255, 255, 255, 255, 255, 127, 123, 125]),
            "EMPO3004"
        );

    [Fact]
    public void Weights_of_another_shape() =>
        Refused(folder => Replace(folder.File("model/config.json"), "\"intermediate_size\": 64", "\"intermediate_size\": 96"), "EMPO3005");

    [Fact]
    public void A_configuration_that_lacks_a_number() =>
        Refused(folder => Replace(folder.File("model/config.json"), "\"rms_norm_eps\"", "\"other\""), "EMPO3002");

    [Fact]
    public void A_kind_of_model_that_is_not_implemented() =>
        Refused(folder => Replace(folder.File("model/config.json"), "\"qwen2\"", "\"mamba\""), "EMPO3003");

    [Fact]
    public void A_tokenizer_that_is_no_json() => Refused(folder => File.WriteAllText(folder.File("model/tokenizer.json"), "{"), "EMPO3010");

    [Fact]
    public void A_gigabyte_in_place_of_a_tokenizer() => Refused(
        folder =>
        {
            using var file = File.Create(folder.File("model/tokenizer.json"));
            file.SetLength(1L << 30);
        },
        "EMPO3075");

    [Fact]
    public void A_data_file_without_a_row_that_is_json() =>
        Refused(
            folder =>
            {
                folder.Write("experiments/rows.jsonl", "question\nanswer\n");
                folder.Write(
                    "experiments/tiny-questions.yaml",
                    "name: rows\nlicence: MIT\norigin: here\nkind: files\nfiles:\n  - path: rows.jsonl\n    split: training\n    "
                        + "question: question\n    answer: answer\n"
                );
            },
            "EMPO2012",
            "rows.jsonl(1,"
        );

    [Fact]
    public void A_manifest_with_an_unknown_key() =>
        Refused(
            folder => File.AppendAllText(folder.File("experiments/tiny-questions.yaml"), "colour: red\n"),
            "EMPO2010",
            "tiny-questions.yaml("
        );

    [Fact]
    public void A_manifest_with_an_unknown_key_is_found_by_check_as_well()
    {
        var folder = tiny.Copy();
        File.AppendAllText(folder.File("experiments/tiny-questions.yaml"), "colour: red\n");

        folder.Build("-t:Check").Failed("EMPO2010").Says("tiny-questions.yaml(");
    }

    [Fact]
    public void Cuda_where_there_is_none()
    {
        var folder = tiny.Copy();
        Assert.SkipWhen(File.Exists("/dev/nvidia0"), "This machine has an NVIDIA card.");

        folder.BuildWith("device=cuda seed=9").Failed("EMPO6002").Says("device: cpu");
        folder.BuildWith("device=cuda seed=9", "-t:Check").Failed("EMPO6002").Says("device: cpu");
    }

    [Fact]
    public void Rescoring_where_nothing_is_recorded() => PipelineFolder.WithTinyExperiment().Build("-t:Rescore").Failed("EMPO4004");

    /// <summary>Builds one round on a copy of the trained policy that a test has spoilt.</summary>
    private void Refused(Action<PipelineFolder> spoil, string? code, string? place = null)
    {
        var folder = tiny.Copy();
        folder.Build().Succeeded();
        FolderCopy.Copy(folder.File("artifacts/e/policy"), folder.File("model"));
        spoil(folder);

        var result = folder.BuildWith("rounds=1 model=model");

        if (code is null)
        {
            result.Succeeded();
            return;
        }

        result.Failed(code);
        Assert.Contains(
            place ?? "model",
            result.Output.Split('\n').First(line => line.Contains($"error {code}", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    private static void Cut(string file, int bytes) => File.WriteAllBytes(file, File.ReadAllBytes(file)[..^bytes]);

    private static void Replace(string file, string old, string text)
    {
        var content = File.ReadAllText(file);
        Assert.Contains(old, content, StringComparison.Ordinal);
        File.WriteAllText(file, content.Replace(old, text, StringComparison.Ordinal));
    }
}
