using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>A property that would change nothing ends the build before anything runs, wherever it was written.</summary>
public sealed class PropertyTests
{
    private readonly PipelineFolder _folder = PipelineFolder.WithFakeStages();

    [Theory]
    [InlineData("EMPO1031", "Did you mean 'EmpoExperiment'?", "-p:EmpoExpermient=experiments/other.yaml")]
    [InlineData("EMPO1031", "Did you mean 'EmpoSuite'?", "-p:EmpoSuit=experiments/s.yaml", "-t:Check")]
    [InlineData("EMPO1031", "Did you mean 'EmpoStore'?", "-p:EpmoStore=elsewhere", "-t:Verify")]
    [InlineData("EMPO1032", "which only the pipeline sets", "-p:EmpoSession=x")]
    [InlineData("EMPO1032", "which only the pipeline sets", "-p:EmpoTaskFolder=/x/")]
    [InlineData("EMPO1032", "EmpoRoot is set by the pipeline itself", "-p:EmpoRoot=/x/")]
    [InlineData("EMPO1030", "EmpoCleanStore is 'maybe'", "-p:EmpoCleanStore=maybe", "-t:Clean")]
    [InlineData("EMPO1033", "only a stage's target stops at a round", "-p:EmpoRound=1")]
    [InlineData("EMPO1033", "which is not a round", "-p:EmpoRound=one", "-t:Score")]
    [InlineData("EMPO1035", "only Build, Verify and Prune know suites", "-p:EmpoSuite=experiments/s.yaml", "-t:Check")]
    [InlineData("EMPO6008", "no variant of TorchSharp", "-p:EmpoTorch=cuda")]
    public void It_is_refused(string code, string mention, params string[] arguments)
    {
        _folder.Build(arguments).Failed(code).Says(mention);

        Assert.Empty(_folder.Begun());
        Assert.False(Directory.Exists(_folder.File("artifacts/e")));
    }

    [Fact]
    public void It_is_refused_in_a_project_of_the_users_own_at_its_line()
    {
        _folder.Write(
            "own.proj",
            "<Project>\n  <PropertyGroup>\n    <EmpoExperiment>experiments/e.yaml</EmpoExperiment>\n    "
                + "<EmpoLockd>true</EmpoLockd>\n  </PropertyGroup>\n  <Import Project=\"Empo.targets\" />\n</Project>\n"
        );
        _folder.Write("none.proj", "<Project>\n  <Import Project=\"Empo.targets\" />\n</Project>\n");

        _folder.StartFrom(_folder.Path, "own.proj").Wait().Failed("EMPO1031").Says("own.proj(4,").Says("Did you mean 'EmpoLocked'?");
        _folder
            .StartFrom(_folder.Path, "none.proj", "-p:EmpoExperiment=")
            .Wait()
            .Failed("EMPO1002")
            .Says("this project sets neither EmpoExperiment nor EmpoSuite");
        Assert.Empty(_folder.Begun());
    }

    [Theory]
    [InlineData("a (1)")]
    [InlineData("100 %")]
    [InlineData("it's; $(x) @(y)")]
    public void A_project_is_read_whatever_the_name_of_its_folder(string name)
    {
        _folder.Write(
            $"{name}/own.proj",
            "<Project>\n  <PropertyGroup>\n    <EmpoLockd>true</EmpoLockd>\n  </PropertyGroup>\n  <Import "
                + "Project=\"../Empo.targets\" />\n</Project>\n"
        );

        _folder.StartFrom(_folder.File(name), "own.proj").Wait().Failed("EMPO1031").Says("own.proj(3,");
    }

    [Fact]
    public void What_a_target_does_not_read_is_warned_of_and_nothing_else()
    {
        var check = _folder.Build("-t:Check", "-p:EmpoArtifact=update 1", "-p:EmpoLocked=true", "-p:EmpoCleanStore=false");

        Assert.Equal(0, check.ExitCode);
        check
            .Says("warning EMPO1034: EmpoArtifact has no effect on Check: it counts for Lineage only.")
            .Says("warning EMPO1034: EmpoLocked has no effect on Check");
        Assert.DoesNotContain("EmpoCleanStore has no effect", check.Output, StringComparison.Ordinal);
        _folder.Build("-p:EmpoLocked=false").Succeeded();
    }
}
