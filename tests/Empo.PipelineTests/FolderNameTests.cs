using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>The product's own folder, its tools included, under every name that the file system admits and MSBuild can open.</summary>
public sealed class FolderNameTests(MovingFolder moving) : IClassFixture<MovingFolder>
{
    public static TheoryData<string> Names =>
        [
            "a (1)", "h'i", "n@o", "@(x)", "d;e", "b%20c", "%41", "a%", "%(x)", "x$(y)", "$HOME", "$(touch x)", "`id`", "e=f", "ü 漢字",
            "a,b", "#", "!", "~", "&", "|", "^", "[x]", "{x}", "<x>", "q\"q", "-x", " x", "trailing ", "a*b", "a?b", "...", "new\nline",
            "tab\tx", "e\u0301", "😀", "İı",
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stage_runs_in_a_folder_of_any_name(string name)
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows() && (name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || name[^1] is ' ' or '.'),
            "Windows admits no such name"
        );
        var folder = moving.To(name);
        folder.ForgetStages();

        folder
            .Build(
                OwnTools.Argument,
                "-t:Filter",
                "-p:EmpoRound=1",
                $"-p:EmpoSet=filter.entropy.low=0.{1000 + Names.ToList().FindIndex(row => row.Data == name)}"
            )
            .Succeeded();

        Assert.Equal(["filter 1"], folder.Begun());
    }

    [Fact]
    public void A_colon_is_refused_because_DotNet_starts_nothing_there()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows admits no such name");

        moving.To("a:b").Build(OwnTools.Argument).Failed("EMPO6013");
    }

    /// <summary>What the .NET SDK cannot compile is said before it tries.</summary>
    [Theory]
    [InlineData("b%20c")]
    [InlineData("@(x)")]
    [InlineData("a*b")]
    [InlineData("a?b")]
    [InlineData("a|b")]
    [InlineData("new\nline")]
    public void Tools_that_must_be_built_where_the_SDK_cannot_are_refused(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0, "Windows admits no such name");
        var folder = moving.To(name);
        File.Delete(folder.File("bin/cpu/tools.stamp"));

        var build = folder.Build(OwnTools.Argument);
        folder.Write("bin/cpu/tools.stamp", "");

        build.Failed("EMPO6014");
    }

    [Fact]
    public void Experiment_dataset_and_store_may_be_called_anything_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows admits no such names");
        const string Odd = "a (1)%20;b'c@d $(y) @(z) %(w) #&,=[x]{x}!~*?";
        var folder = new PipelineFolder(Tools.Fake, Odd);
        folder.Write($"datasets/{Odd}.yaml", "name: d\n");
        folder.Write($"experiments/{Odd}.yaml", $"dataset: \"../datasets/{Odd}.yaml\"\nrounds: 1\n");
        string[] arguments =
        [
            $"-p:EmpoExperiment={PipelineFolder.Escape($"experiments/{Odd}.yaml")}",
            $"-p:EmpoStore={PipelineFolder.Escape($"{Odd} ")}",
        ];

        folder.Build(arguments).Succeeded();
        folder.ForgetStages();
        folder.Build(arguments).Succeeded();

        Assert.Empty(folder.Begun());
        Assert.True(File.Exists(folder.File($"artifacts/{Odd}/report.html")));
        Assert.True(Directory.Exists(folder.File($"{Odd} /update")));
    }

    [Fact]
    public void A_path_of_two_thousand_signs_works()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows admits no such path by default");
        var path = TemporaryFolders.New("long");
        while (path.Length < 2000)
        {
            path = Path.Combine(path, new string('x', 200));
        }

        var folder = PipelineFolder.WithFakeStagesAt(path);

        folder.Build().Succeeded();
        folder.Build().Succeeded().RanOnly();
    }

    [Fact]
    public void A_folder_is_the_same_by_way_of_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        var folder = PipelineFolder.WithFakeStages();
        folder.Build().Succeeded();
        var link = Path.Combine(TemporaryFolders.New("links"), "link (1)");
        Directory.CreateSymbolicLink(link, folder.Path);

        folder.MovedTo(link).Build().Succeeded().RanOnly();
        folder.StartFrom(Path.GetTempPath(), Path.Combine(link, "pipeline.proj")).Wait().Succeeded().RanOnly();
    }

    [Fact]
    public void Tools_that_cannot_be_written_are_used_where_they_are()
    {
        var (disk, reason) = TinyDisk.Mount(kilobytes: 200_000);
        using var mounted = disk;
        Assert.SkipWhen(disk is null, reason);
        FolderCopy.Copy(Tools.NewFake(), disk!.Path);
        disk.MakeReadOnly();
        var folder = PipelineFolder.WithFakeStages("rounds: 1\n");

        folder.Build($"-p:EmpoTools={disk.Path}").Succeeded();

        Assert.False(Directory.Exists(Path.Combine(disk.Path, "loaded")));
    }
}
