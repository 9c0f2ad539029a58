using Empo.Stages.Hosting;

namespace Empo.UnitTests.Hosting;

public sealed class ToolProvenanceTests
{
    private static readonly string Program = Path.GetDirectoryName(typeof(ToolProvenance).Assembly.Location)!;

    [Fact]
    public void Packages_are_named_with_their_versions_and_the_commit_as_the_build_left_it()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("commit.txt"), "0123abc-dirty\n");
        File.WriteAllText(folder.File("Empo.Stages.deps.json"), """
            { "libraries": { "Empo.Stages/1.0.0": { "type": "project" }, "TorchSharp/0.107.0": { "type": "package" }, "libtorch-cpu-linux-x64/2.10.0": { "type": "package" } } }
            """);

        var found = ToolProvenance.Read(folder.Path);

        Assert.Equal(("0123abc-dirty", "0.107.0", "2.10.0"), (found["commit"], found["TorchSharp"], found["libtorch-cpu-linux-x64"]));
        Assert.DoesNotContain("Empo.Stages", found.Keys);
        Assert.Equal(Environment.Version.ToString(), found["dotnet"]);
    }

    [Fact]
    public void Tools_from_a_package_have_a_list_of_their_own()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("commit.txt"), "0123abc\n");
        File.WriteAllText(folder.File("packages.txt"), "TorchSharp 0.107.0\nEmpo.Pipeline 0.1.0-alpha.0.7\n\n");

        var found = ToolProvenance.Read(folder.Path);

        Assert.Equal(("0.1.0-alpha.0.7", "0.107.0", "0123abc"), (found["Empo.Pipeline"], found["TorchSharp"], found["commit"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{ \"libraries\": 3 }")]
    [InlineData("{")]
    public void What_cannot_be_read_is_left_out(string? dependencies)
    {
        using var folder = new TemporaryFolder();
        if (dependencies is not null)
        {
            File.WriteAllText(folder.File("Empo.Stages.deps.json"), dependencies);
        }

        var found = ToolProvenance.Read(folder.Path);

        Assert.Empty(found.Keys.Except(["dotnet", "processor"]));
    }

    [Fact]
    public void The_program_beside_these_tests_knows_the_packages_that_it_was_built_with()
    {
        var folder = Path.Combine(Program, "..", "Empo.Stages");
        Assert.SkipUnless(Directory.Exists(folder), "The stage program was not built beside the tests.");

        var found = ToolProvenance.Read(folder);

        Assert.Equal(typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3), found["TorchSharp"]);
        Assert.Contains(found.Keys, name =>
            name.StartsWith("libtorch-", StringComparison.Ordinal) || name.StartsWith("TorchSharp-cuda", StringComparison.Ordinal)
        );
        Assert.Contains("Parquet.Net", found.Keys);
    }
}
