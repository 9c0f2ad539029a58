using Empo.Experiments.Graph;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

/// <summary>
/// Files that were made to do harm end in an error or in a miss, at once and without much memory. docs/security.md names these tests.
/// </summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void An_alias_bomb_in_an_experiment_is_refused_at_its_first_anchor()
    {
        var bomb =
            "dataset: d.yaml\na: &a [x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(
                "bcdefghi".Select(letter => $"{letter}: &{letter} [{string.Join(", ", Enumerable.Repeat($"*{(char)(letter - 1)}", 9))}]\n")
            );

        Assert.Equal("EMPO1001", _text.Refused(bomb).Code);
    }

    [Fact]
    public void An_alias_bomb_in_a_dataset_manifest_is_never_unfolded()
    {
        var bomb =
            "name: d\na: &a [x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(
                "bcdefghi".Select(letter => $"{letter}: &{letter} [{string.Join(", ", Enumerable.Repeat($"*{(char)(letter - 1)}", 9))}]\n")
            );

        var allocated = Allocated(() => Assert.Empty(DatasetFiles.Of(_text.Write("d.yaml", bomb))));

        Assert.InRange(allocated, 0, 4 << 20);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(100_000)]
    public void Deep_nesting_is_refused_where_it_begins(int depth)
    {
        var manifest = _text.Write("d.yaml", $"name: d\nfiles: {new string('[', depth)}{new string(']', depth)}\n");

        var failure = Assert.Throws<UserError>(() => DatasetFiles.Of(manifest));
        var experiment = _text.Refused($"dataset: d.yaml\nrollout: {new string('[', depth)}{new string(']', depth)}\n");

        Assert.Equal(("EMPO2002", "EMPO1001"), (failure.Code, experiment.Code));
    }

    [Fact]
    public void Data_in_place_of_a_manifest_or_an_experiment_is_not_read()
    {
        var data = _text.File("d.yaml");
        using (var file = File.Create(data))
        {
            file.SetLength(1L << 30);
        }

        var allocated = Allocated(() =>
        {
            Assert.Equal("EMPO2002", Assert.Throws<UserError>(() => DatasetFiles.Of(data)).Code);
            Assert.Equal(
                "EMPO1002",
                Assert.Throws<UserError>(() => Empo.Experiments.Settings.ExperimentReader.Read(data, null, _text.Path)).Code
            );
        });

        Assert.InRange(allocated, 0, 4 << 20);
    }

    [Theory]
    [InlineData("../../../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("policy/../../x")]
    public void A_manifest_whose_outputs_lead_elsewhere_is_no_entry(string name)
    {
        using var bench = new StoreBench();
        var (manifest, _) = bench.Run(bench.Request() with { Outputs = ["scores.parquet"] }, context =>
            File.WriteAllText(context.Output("scores.parquet"), "content")
        );
        var folder = bench.Store.FolderOf(manifest.Stage, manifest.Key);
        ManifestFile.Write(folder, manifest with { Outputs = [manifest.Outputs[0] with { Name = name }] });

        Assert.Null(bench.Store.Find(manifest.Stage, manifest.Key));
    }

    [Fact]
    public void A_store_with_anything_else_in_it_is_not_deleted()
    {
        using var bench = new StoreBench();
        Directory.CreateDirectory(Path.Combine(bench.Store.Root, "holiday pictures"));

        Assert.Equal("EMPO4006", Assert.Throws<UserError>(() => ArtifactStore.DeleteAll(bench.Store.Root)).Code);
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
