using System.Text.RegularExpressions;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>Several builds at once of one real pipeline, its view and logs included.</summary>
public sealed class SimultaneousTinyBuildTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    [Fact]
    public void All_succeed_each_stage_is_done_once_and_the_bytes_are_those_of_one_build()
    {
        var folder = PipelineFolder.WithTinyExperiment();

        RunningBuild[] builds = [.. Enumerable.Range(0, FaultRuns.All ? 8 : 3).Select(_ => folder.Start())];
        BuildResult[] results = [.. builds.Select(build => build.Wait().Succeeded())];

        string[] ran =
        [
            .. results
                .SelectMany(result => Regex.Matches(result.Output, @"^\s*([a-z]+( \d+)?): ran in ", RegexOptions.Multiline))
                .Select(match => match.Groups[1].Value)
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            folder
                .Manifests()
                .Select(manifest => manifest.Round is { } round ? $"{manifest.Stage} {round}" : manifest.Stage)
                .Order(StringComparer.Ordinal),
            ran
        );
        Assert.Equal(tiny.Outputs, folder.Outputs());
        Assert.Empty(folder.Leftovers());
        folder.Build().Succeeded().RanOnly();
        FaultRuns.Report($"| {results.Length} builds at once of one folder | {ran.Length} stages, each once |");
    }
}
