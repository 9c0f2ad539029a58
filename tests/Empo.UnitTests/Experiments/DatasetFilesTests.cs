using Empo.Experiments.Graph;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

public sealed class DatasetFilesTests
{
    [Fact]
    public void Data_files_are_those_that_the_manifest_names_in_its_order()
    {
        using var text = new ExperimentText();
        text.Write("data/b.jsonl", "");
        text.Write("data/a.jsonl", "");
        var manifest = text.Write("d.yaml", "name: d\nfiles:\n  - path: data/b.jsonl\n  - path: data/a.jsonl\n    split: training\n");

        Assert.Equal([text.File("data/b.jsonl"), text.File("data/a.jsonl")], DatasetFiles.Of(manifest));
        Assert.Empty(DatasetFiles.Of(text.Write("generator.yaml", "name: g\nkind: generator\n")));
    }

    [Fact]
    public void A_missing_manifest_is_named_where_the_experiment_asks_for_it()
    {
        using var text = new ExperimentText();

        var failure = Assert.Throws<UserError>(() => DatasetFiles.Of(text.File("none.yaml"), "e.yaml", 3, 10));

        Assert.Equal(("EMPO2001", "e.yaml", 3, 10), (failure.Code, failure.File, failure.Line, failure.Column));
        Assert.Contains("Name a YAML file of datasets/", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_data_file_is_named_in_the_manifest()
    {
        using var text = new ExperimentText();
        var manifest = text.Write("d.yaml", "name: d\nfiles:\n  - path: none.jsonl\n");

        var failure = Assert.Throws<UserError>(() => DatasetFiles.Of(manifest));

        Assert.Equal(("EMPO2003", manifest, 3, 11), (failure.Code, failure.File, failure.Line, failure.Column));
        Assert.Contains("Give a path relative to the manifest", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_file_with_another_digest_is_refused_at_its_line()
    {
        using var text = new ExperimentText();
        text.Write("a.jsonl", "{}\n");
        var memo = new DigestMemo(text.File("memo.tsv"));
        // printf '{}\n' | sha256sum
        const string digest = "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356";
        string Manifest(string sha256) =>
            text.Write("d.yaml", $"files:\n  - path: a.jsonl\n    extras: [sha256, path]\n    sha256: {sha256}\n");

        Assert.Equal([text.File("a.jsonl")], DatasetFiles.Of(Manifest(digest.ToUpperInvariant()), memo: memo));
        var failure = Assert.Throws<UserError>(() => DatasetFiles.Of(Manifest(new string('0', 64)), memo: memo));
        Assert.Equal(("EMPO2034", 4, 13), (failure.Code, failure.Line, failure.Column));
        Assert.Contains(digest, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_syntax_is_named_at_its_line()
    {
        using var text = new ExperimentText();
        var manifest = text.Write("d.yaml", "name: d\nfiles: [\n");

        var failure = Assert.Throws<UserError>(() => DatasetFiles.Of(manifest));

        Assert.Equal(("EMPO2002", manifest), (failure.Code, failure.File));
        Assert.True(failure.Line >= 2);
    }
}
