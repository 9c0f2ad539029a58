using System.Diagnostics;
using Empo.Experiments.Storage;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>
/// The run folder's <c>policy</c> is a link into the store: a copy of the project has a store of its own, and nobody writes through links.
/// </summary>
public sealed class RunFolderLinkTests
{
    [Fact]
    public void The_policy_of_a_copied_project_is_that_of_the_copys_store()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "cp and links as on Unix");
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");
        folder.Build().Succeeded();
        var copy = CopyOf(folder);

        var policy = RealPath.Resolve(Path.Combine(copy, "artifacts/e/policy"));

        Assert.StartsWith(RealPath.Resolve(copy) + "/artifacts/.store/update/", policy, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(policy, "model.safetensors")));
    }

    [Fact]
    public void A_build_in_a_copy_that_leads_to_the_originals_store_changes_nothing_there()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "cp and links as on Unix");
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");
        folder.Build().Succeeded();
        var link = folder.File("artifacts/e/policy");
        var absolute = folder.ShownPolicy!;
        File.Delete(link);
        Directory.CreateSymbolicLink(link, absolute); // as earlier versions made it
        var copy = folder.MovedTo(CopyOf(folder));
        var before = State(folder.Store);

        copy.BuildWith("update.learning_rate=0.01").Succeeded().RanOnly("update 1", "evaluate 1", "report");

        Assert.Equal(before, State(folder.Store));
        Assert.StartsWith(copy.Path, copy.ShownPolicy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_folder_that_is_a_link_into_the_store_is_not_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");
        folder.Build().Succeeded();
        var entry = folder.Entry("update 1");
        Directory.Delete(folder.File("artifacts/e"), recursive: true);
        Directory.CreateSymbolicLink(folder.File("artifacts/e"), entry);
        var before = State(folder.Store);

        folder.BuildWith("rounds=2").Failed("EMPO4053").Says(entry);

        Assert.Equal(before, State(folder.Store));
    }

    [Fact]
    public void A_store_without_locks_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has locks everywhere");
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");

        folder
            .StartIn(["env", "DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1"])
            .Wait()
            .Failed("EMPO6046")
            .Says("Unset DOTNET_SYSTEM_IO_DISABLEFILELOCKING");

        Assert.Empty(folder.Begun());
    }

    private static string CopyOf(PipelineFolder folder)
    {
        var copy = Path.Combine(TemporaryFolders.New("copies"), "copy");
        using var process = Process.Start("cp", ["-a", folder.Path, copy]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return copy;
    }

    /// <summary>Every entry's file with its content, mode and write time.</summary>
    private static IReadOnlyList<string> State(string store) =>
        [
            .. Directory
                .EnumerateFiles(store, "*", SearchOption.AllDirectories)
                .Where(file => !file.Contains("/lock/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(file =>
                    $"{file} {Sha256Digest.OfFile(file)} {(OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file))} "
                    + $"{File.GetLastWriteTimeUtc(file):O}"
                ),
        ];
}
