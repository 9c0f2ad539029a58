using Empo.Stages.Datasets;

namespace Empo.UnitTests.Datasets;

public sealed class DatasetManifestReaderTests : IDisposable
{
    private const string Files = """
        name: sums
        licence: MIT
        origin: here
        kind: files
        files:
          - path: a.jsonl
            split: training
            question: prompt
          - path: b.jsonl
            split: evaluation
            question: q.text
            answer: a
            remove_suffix: " Think."
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_are_read_with_their_columns()
    {
        var manifest = Read(Files);

        Assert.Equal(("sums", "MIT", "here"), (manifest.Name, manifest.Licence, manifest.Origin));
        Assert.Equivalent(
            new[]
            {
                new DataFile
                {
                    Path = "a.jsonl",
                    Split = DatasetSplit.Training,
                    Question = "prompt",
                    Line = 6,
                    AnswerLine = 6,
                },
                new DataFile
                {
                    Path = "b.jsonl",
                    Split = DatasetSplit.Evaluation,
                    Question = "q.text",
                    Answer = "a",
                    RemoveSuffix = " Think.",
                    Line = 9,
                    AnswerLine = 12,
                },
            },
            manifest.Files);
    }

    [Fact]
    public void The_default_dataset_is_readable()
    {
        var manifest = DatasetManifestReader.Read(Path.Combine(Repository.Root, "datasets", "arithmetic.yaml"));

        Assert.Equal(4, manifest.Arithmetic?.Steps);
        Assert.Equal((10, 99), manifest.Arithmetic?.Start);
    }

    [Theory]
    [InlineData("licence: MIT", "lisence: MIT", "EMPO2010", 2, "lisence")]
    [InlineData("licence: MIT", "licence: [MIT]", "EMPO2011", 2, "licence")]
    [InlineData("kind: files", "kind: file", "EMPO2011", 4, "generator or files")]
    [InlineData("split: training", "split: train", "EMPO2011", 7, "training or development or evaluation")]
    [InlineData("question: prompt", "questoin: prompt", "EMPO2010", 8, "questoin")]
    [InlineData("origin: here", "origin: here\nseed: 1\ngenerator: arithmetic", "EMPO2011", 5, "generator")]
    [InlineData("name: sums", "name: sums\nname: again", "EMPO2002", 2, "uplicate")]
    [InlineData("split: training", "split: training\n    sha256: abc", "EMPO2011", 8, "64 hexadecimal")]
    [InlineData("split: evaluation", "split: evaluation\n    weight: 1", "EMPO2011", 11, "only training")]
    [InlineData("split: training", "split: training\n    weight: 0", "EMPO2011", 8, "above 0")]
    [InlineData("split: evaluation", "split: training\n    weight: 1", "EMPO2011", 7, "weight")]
    [InlineData("name: sums", "name: [", "EMPO2002", 1, "")]
    public void A_wrong_manifest_is_refused_at_its_line(string was, string now, string code, int line, string mention)
    {
        var failure = Assert.Throws<UserError>(() => Read(Files.Replace(was, now, StringComparison.Ordinal)));

        Assert.Equal((code, line), (failure.Code, failure.Line));
        Assert.Contains(mention, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Questions_of_every_split_may_lack_answers() =>
        Assert.All(Read(Files.Replace("    answer: a\n", "", StringComparison.Ordinal)).Files, file => Assert.Null(file.Answer));

    private DatasetManifest Read(string text)
    {
        File.WriteAllText(_folder.File("m.yaml"), text);
        return DatasetManifestReader.Read(_folder.File("m.yaml"));
    }
}
