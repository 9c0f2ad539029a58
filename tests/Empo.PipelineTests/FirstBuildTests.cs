using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>Builds that find no tools yet, several at once.</summary>
public sealed class FirstBuildTests
{
    private const string Built = "Building the tools";

    /// <summary>
    /// Notes in <c>begun</c> that the tools are being built, and goes on when the test opens the pipe <c>hold</c>. No task Exec: MSBuild
    /// writes its script below TMPDIR and does not find it again where that has blanks.
    /// </summary>
    private const string Hold = """
        <WriteLinesToFile File="../../begun" Lines="begun" />
        <ReadLinesFromFile File="../../hold" />
        """;

    [Fact]
    public void Two_first_builds_make_the_tools_once_and_the_second_says_that_it_waits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in for the compiler reads a named pipe of the file system");
        var folder = Fresh();
        var first = folder.Start(OwnTools.Argument);
        first.Until("the tools are being built", () => File.Exists(folder.File("begun")));

        var second = folder.Start(OwnTools.Argument, "-m:2");
        second.Until("the second build waits", () =>
            second.Output.Contains("waiting for another build, which builds the tools", StringComparison.Ordinal)
        );
        GoOn(folder);
        first.Wait().Succeeded().Says(Built);
        var result = second.Wait().Succeeded();

        Assert.DoesNotContain(Built, result.Output, StringComparison.Ordinal);
        Assert.Single(File.ReadAllLines(folder.File("begun")));
        Assert.Equal(10, folder.Begun().Count);
    }

    [Fact]
    public void A_first_build_that_is_killed_leaves_the_tools_to_the_next()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in for the compiler reads a named pipe of the file system");
        var folder = Fresh();
        var first = folder.Start(OwnTools.Argument);
        first.Until("the tools are being built", () => File.Exists(folder.File("begun")));
        first.KillTree();
        File.Delete(folder.File("hold"));

        folder.Build(OwnTools.Argument).Succeeded().Says(Built);
    }

    [Fact]
    public void A_source_that_is_edited_while_the_tools_are_built_is_built_next_time()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in for the compiler reads a named pipe of the file system");
        var folder = Fresh();
        var first = folder.Start(OwnTools.Argument);
        first.Until("the tools are being built", () => File.Exists(folder.File("begun")));
        folder.Write("stages/Empo.Stages/New.cs", "// an edit");
        GoOn(folder);
        first.Wait().Succeeded();

        folder.Build(OwnTools.Argument).Succeeded().Says(Built);
        Assert.DoesNotContain(Built, folder.Build(OwnTools.Argument).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        var (disk, reason) = TinyDisk.Mount(kilobytes: 20_000);
        using var mounted = disk;
        Assert.SkipWhen(disk is null, reason);
        var folder = PipelineFolder.WithFakeStagesAt(disk!.Path);
        OwnTools.WriteProjects(folder, before: "");
        disk.MakeReadOnly();

        folder.Build(OwnTools.Argument).Failed("EMPO6012");
    }

    private static PipelineFolder Fresh()
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");
        OwnTools.WriteProjects(folder, Hold);
        using var make = System.Diagnostics.Process.Start("mkfifo", [folder.File("hold")]);
        make.WaitForExit();
        return folder;
    }

    /// <summary>Lets the build of the tools go on once it has come to the pipe.</summary>
    private static void GoOn(PipelineFolder folder)
    {
        new FileStream(folder.File("hold"), FileMode.Open, FileAccess.Write).Dispose();
        File.Delete(folder.File("hold"));
    }
}
