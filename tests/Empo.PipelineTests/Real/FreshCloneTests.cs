using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>What a newcomer does: clone, one command. The only test that builds the tools.</summary>
public sealed class FreshCloneTests
{
    [Fact]
    public void One_command_builds_the_tools_and_trains()
    {
        var clone = TemporaryFolders.New("a fresh clöne");
        foreach (var name in Directory.EnumerateFiles(Repository.Root).Select(Path.GetFileName))
        {
            File.Copy(Path.Combine(Repository.Root, name!), Path.Combine(clone, name!));
        }

        foreach (var folder in new[] { "build", "tasks", "stages", "datasets", "experiments", "tests/experiments" })
        {
            FolderCopy.Copy(Path.Combine(Repository.Root, folder), Path.Combine(clone, folder), without: ["obj", "bin"]);
        }

        var start = BuildEnvironment.Start(
            clone,
            ["build", "pipeline.proj", "-nodeReuse:false", "-p:EmpoExperiment=tests/experiments/tiny.yaml"]
        );

        var result = new RunningBuild(start, PipelineFolder.At(clone), TimeSpan.FromMinutes(8)).Wait();

        result.Succeeded().Says("Building the tools").Says("report: ran");
    }
}
