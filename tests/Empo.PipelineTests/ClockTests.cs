using System.Globalization;
using Empo.Experiments.Storage;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>
/// The clock was set back: everything that a finished build left bears times of the future. Nothing of it is lost, nothing is trusted more,
/// and what changes now is seen.
/// </summary>
public sealed class ClockTests(BuiltPipeline built) : IClassFixture<BuiltPipeline>
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(400);

    [Fact]
    public void What_is_done_stays_done_and_what_changes_runs()
    {
        var folder = FromTheFuture();

        folder.Build().Succeeded().RanOnly();
        folder
            .BuildWith("filter.entropy.high=0.5")
            .Succeeded()
            .RanOnly("filter 1", "update 1", "rollout 2", "score 2", "filter 2", "update 2", "guard 2", "evaluate 2", "report");
        folder.BuildWith("filter.entropy.high=0.5").Succeeded().RanOnly();
        folder.Build("-t:Verify").Succeeded().Says("0 findings");
    }

    [Fact]
    public void A_file_that_is_edited_now_is_older_than_the_store_and_noticed_all_the_same()
    {
        var folder = FromTheFuture();
        folder.Build().Succeeded().RanOnly();

        folder.Write("datasets/d.yaml", "name: e\n");

        Assert.Contains("prepare", folder.Build().Succeeded().Ran);
    }

    [Fact]
    public void A_file_of_the_store_that_is_damaged_now_is_noticed()
    {
        var folder = FromTheFuture();
        var selection = Path.Combine(folder.Entry("filter 1"), "selection.parquet");
        File.SetAttributes(selection, FileAttributes.Normal);
        File.WriteAllBytes(selection, [.. File.ReadAllBytes(selection).Reverse()]);

        folder.Build().Succeeded().RanOnly("filter 1");
    }

    /// <summary>Tools whose projects do nothing but copy: what is tested is when they are built, not how.</summary>
    [Fact]
    public void Tools_with_a_stamp_of_the_future_are_built_anew_and_later_edits_are_noticed()
    {
        const string Said = "Building the tools";
        var folder = PipelineFolder.WithFakeStages("rounds: 0\n");
        OwnTools.WriteProjects(folder, before: "");

        folder.Build("-p:EmpoTools=").Succeeded().Says(Said).Says("built Empo.Tasks");
        Assert.DoesNotContain(Said, folder.Build("-p:EmpoTools=").Succeeded().Output, StringComparison.Ordinal);
        File.SetLastWriteTimeUtc(folder.File("bin/cpu/tools.stamp"), DateTime.UtcNow + Ahead);

        folder
            .Build("-p:EmpoTools=")
            .Succeeded()
            .Says(Said)
            .Says("forgot what was compiled of Empo.Tasks")
            .Says("forgot what was compiled of Empo.Stages");
        Assert.DoesNotContain(Said, folder.Build("-p:EmpoTools=").Succeeded().Output, StringComparison.Ordinal);
        folder.Write("stages/Empo.Stages/New.cs", "// an edit");
        var edited = folder.Build("-p:EmpoTools=").Succeeded().Says(Said);
        Assert.DoesNotContain("forgot", edited.Output, StringComparison.Ordinal);
    }

    /// <summary>A finished pipeline as it would be had it been built with a clock that was ahead.</summary>
    private PipelineFolder FromTheFuture()
    {
        var folder = built.Copy();
        folder.Build().Succeeded().RanOnly();
        foreach (
            var file in Directory
                .EnumerateFiles(folder.File("artifacts"), "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(ManifestFile.Name, StringComparison.Ordinal))
        )
        {
            var attributes = File.GetAttributes(file);
            File.SetAttributes(file, FileAttributes.Normal);
            File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file) + Ahead);
            File.SetAttributes(file, attributes);
        }

        foreach (var manifest in Directory.EnumerateFiles(folder.Store, ManifestFile.Name, SearchOption.AllDirectories).ToList())
        {
            var entry = Path.GetDirectoryName(manifest)!;
            ManifestFile.Write(entry, Later(entry, folder.Store, ManifestFile.Read(entry)!));
            File.SetLastWriteTimeUtc(manifest, DateTime.UtcNow + Ahead);
        }

        return folder;
    }

    private static Manifest Later(string entry, string store, Manifest manifest)
    {
        FileRecord Now(FileRecord file, string path) =>
            file with
            {
                Written = File.Exists(path) ? File.GetLastWriteTimeUtc(path).Ticks : file.Written,
            };
        return manifest with
        {
            Finished = (DateTime.UtcNow + Ahead).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            Outputs =
            [
                .. manifest.Outputs.Select(output =>
                    output with
                    {
                        Files = [.. output.Files.Select(file => Now(file, Path.Combine(entry, output.Name, file.Path)))],
                    }
                ),
            ],
            Chunks = [.. manifest.Chunks.Select(chunk => Now(chunk, Path.Combine(store, "chunk", chunk.Path[..32], "part.parquet")))],
        };
    }
}
