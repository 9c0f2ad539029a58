using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>
/// The experiments for machines with a card: what -t:Check says of them without the files, and with a small model in their place.
/// </summary>
public sealed class GpuExperimentTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    [Theory]
    [InlineData(
        "qwen2.5-math-1.5b",
        "qwen2.5-math-1.5b.yaml",
        "Qwen2.5-Math-1.5B",
        "numinamath-20k.yaml",
        "numinamath_20k.parquet",
        "math500.parquet"
    )]
    [InlineData(
        "qwen2.5-math-7b",
        "qwen2.5-math-7b.yaml",
        "Qwen2.5-Math-7B",
        "numinamath-20k.yaml",
        "numinamath_20k.parquet",
        "math500.parquet"
    )]
    [InlineData(
        "qwen2.5-7b-natural",
        "qwen2.5-7b-natural.yaml",
        "Qwen2.5-7B",
        "natural-reasoning.yaml",
        "natural_reasoning.jsonl",
        "natural_reasoning_heldout.jsonl"
    )]
    public void Check_says_what_to_fetch_and_then_finds_the_experiment_sound(
        string name,
        string file,
        string model,
        string manifest,
        params string[] data
    )
    {
        var folder = tiny.Copy();
        foreach (var part in new[] { "experiments", "datasets" })
        {
            FolderCopy.Copy(Path.Combine(Repository.Root, part), folder.File(part));
        }

        BuildResult Check() => folder.Build("-t:Check", $"-p:EmpoExperiment=experiments/{name}.yaml", "-p:EmpoDiskSpace=900 GB");

        var withoutData = Check().Failed("EMPO2003").Says(data[0]).Says("https://");
        Assert.Contains($"{manifest}(", withoutData.Output, StringComparison.Ordinal);
        foreach (var path in data)
        {
            folder.Write($"datasets/files/{path}", "");
        }

        var withoutModel = Check().Failed("EMPO3001").Says($"Download Qwen/{model}");
        Assert.Contains($"{file}(", withoutModel.Output, StringComparison.Ordinal);
        folder.Build().Succeeded();
        FolderCopy.Copy(folder.File("artifacts/e/policy"), folder.File($"models/{model}"));
        var weights = folder.File($"models/{model}/model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        File.SetAttributes(weights, FileAttributes.Normal);
        File.WriteAllBytes(weights, bytes[..^100]);

        Check().Failed("EMPO3075").Says($"model.safetensors has {bytes.Length - 100} bytes of {bytes.Length}");
        File.WriteAllBytes(weights, bytes);

        Check().Succeeded().Says("the experiment is sound").Says("more, 900.0 GB free");
    }

    /// <summary>Recipes of families and for several cards: everything but the model is there, and the message says where that is.</summary>
    [Fact]
    public void Recipes_lack_nothing_but_their_models()
    {
        var folder = tiny.Copy();
        foreach (var part in new[] { "experiments", "datasets" })
        {
            FolderCopy.Copy(Path.Combine(Repository.Root, part), folder.File(part));
        }

        folder.Write("datasets/files/numinamath_20k.parquet", "");
        folder.Write("datasets/files/math500.parquet", "");
        string[] recipes =
        [
            "qwen2.5-math-7b-8-cards.yaml",
            .. Directory.EnumerateFiles(folder.File("experiments/families"), "*.yaml")
                .Select(file => $"families/{Path.GetFileName(file)}")
                .Where(name => name != "families/common.yaml"),
        ];

        Assert.Equal(10, recipes.Length);
        Assert.All(recipes, recipe =>
        {
            var source = File.ReadLines(folder.File($"experiments/{recipe}"))
                .Single(line => line.StartsWith("model_source:", StringComparison.Ordinal))
                .Split(' ')[1];
            folder
                .Build("-t:Check", $"-p:EmpoExperiment=experiments/{recipe}", "-p:EmpoDiskSpace=900 GB")
                .Failed("EMPO3001")
                .Says($"Download {source}");
        });
    }
}
